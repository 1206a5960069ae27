/** What a secretary needs to look up while the meeting goes on, with no network: the steps, the states, help. */

import { frame, icon } from '../../ui/frame.js';
import { stateWord } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { day } from '../../i18n/dates.js';
import { copiesIn } from './copies.js';

const STATES = ['on_this_phone', 'sending', 'received', 'accepted', 'approved', 'returned'];

/** @param {import('../../app/context.js').Context} context */
export async function page({ i18n, forms, store, unit }) {
  const minutes = await forms.latest('minutes'), copies = unit ? copiesIn(await store.list(unit.id, 'copy:')) : [];
  const titles = new Map(await Promise.all([...new Set(copies.map((one) => one.kind))].map(async (kind) => /** @type {[string, any]} */ ([kind, (await forms.latest(kind)).title]))));
  return {
    title: i18n.t('tab.library'),
    view: () => frame(i18n, { tab: 'library', title: i18n.t('library.title') }, html`
      ${copies.length ? html`<section class="section"><h2>${i18n.t('library.brought')}</h2><ul class="rows">${copies.map((one) => html`<li class="row"><a class="row-link" href="/app/library/${one.id}">
        <span class="row-name">${one.title || i18n.text(titles.get(one.kind))}</span><span class="row-text">${i18n.text(titles.get(one.kind))} · ${day(one.doneAt)}</span>${icon('next', 'row-go')}</a></li>`)}</ul></section>` : ''}
      <section class="section"><h2>${i18n.t('library.steps')}</h2><ol>${minutes.sections.map((section) => html`<li>${i18n.text(section.title)}${section.hint ? html`<br><span class="soft">${i18n.text(section.hint)}</span>` : ''}</li>`)}</ol>
        <p class="hint">${minutes.source}</p></section>
      <section class="section"><h2>${i18n.t('library.states')}</h2><dl class="facts">${STATES.map((state) => html`<dt>${stateWord(i18n, state)}</dt><dd>${i18n.t(`library.${state}`)}</dd>`)}</dl></section>
      <section class="section"><h2>${i18n.t('library.rules')}</h2><ul>${[1, 2, 3, 4, 5].map((number) => html`<li>${i18n.t(`library.rule_${number}`)}</li>`)}</ul></section>`),
  };
}
