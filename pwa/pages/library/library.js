/** What a secretary needs to look up while the meeting goes on, with no network: the steps, the states, help. */

import { frame, icon } from '../../ui/frame.js';
import { stateWord } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { day } from '../../i18n/dates.js';
import { dayOf } from '../../lib/time.js';
import { copiesIn } from './copies.js';
import { marksOf, readHere } from './marks.js';

/** @param {import('./marks.js').Mark | undefined} mark */
const isOver = (mark) => Boolean(mark?.by || mark?.until);
const STATES = ['on_this_phone', 'sending', 'received', 'accepted', 'approved', 'returned'];

/** @param {import('../../app/context.js').Context} context */
export async function page(context) {
  const { i18n, forms, store, unit } = context;
  const minutes = await forms.latest('minutes'), copies = unit ? copiesIn(await store.list(unit.id, 'copy:')) : [];
  const titles = new Map(await Promise.all([...new Set(copies.map((one) => one.kind))].map(async (kind) => /** @type {[string, any]} */ ([kind, (await forms.latest(kind)).title]))));
  const marks = unit ? marksOf(copies, await readHere(context), dayOf(context.now())) : new Map(), over = copies.filter(({ id }) => isOver(marks.get(id)));
  const row = (/** @type {import('./copies.js').Copy} */ one) => {
    const { unread, by, until } = marks.get(one.id), title = i18n.text(titles.get(one.kind));
    return html`<li class="row"><a class="row-link" href="/app/library/${one.id}"><span class="row-name">${one.title || title}</span><span class="row-text">${title} · ${day(one.doneAt)}</span>
      ${by ? html`<span class="row-text">${i18n.t('library.superseded', { title: by.title })}</span>` : until ? html`<span class="row-text">${i18n.t('library.expired', { day: day(until) })}</span>` : ''}
      ${unread && !by && !until ? html`<span class="state state-sending">${icon('library')} ${i18n.t('library.unread')}</span>` : ''}${icon('next', 'row-go')}</a></li>`;
  };
  return {
    title: i18n.t('tab.library'),
    view: () => frame(i18n, { tab: 'library', title: i18n.t('library.title') }, html`
      ${copies.length ? html`<section class="section"><h2>${i18n.t('library.brought')}</h2><ul class="rows">${copies.filter((one) => !over.includes(one)).map(row)}</ul>
        ${over.length ? html`<details class="folded"><summary>${i18n.t('library.over', { count: over.length })}</summary><ul class="rows">${over.map(row)}</ul></details>` : ''}</section>` : ''}
      <section class="section"><h2>${i18n.t('library.steps')}</h2><ol>${minutes.sections.map((section) => html`<li>${i18n.text(section.title)}${section.hint ? html`<br><span class="soft">${i18n.text(section.hint)}</span>` : ''}</li>`)}</ol>
        <p class="hint">${minutes.source}</p></section>
      <section class="section"><h2>${i18n.t('library.states')}</h2><dl class="facts">${STATES.map((state) => html`<dt>${stateWord(i18n, state)}</dt><dd>${i18n.t(`library.${state}`)}</dd>`)}</dl></section>
      <section class="section"><h2>${i18n.t('library.rules')}</h2><ul>${[1, 2, 3, 4, 5].map((number) => html`<li>${i18n.t(`library.rule_${number}`)}</li>`)}</ul></section>`),
  };
}
