/** The members of the cell as they are read out at the roll call; who keeps them may add one. Needs no network. */

import { ulid } from '../../lib/ulid.js';
import { shownBody } from '../../store/record.js';
import { paperState } from '../../store/state.js';
import { frame, icon } from '../../ui/frame.js';
import { stateWord } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { inOrder } from '../prefill.js';
import { writersSaid, writesHere } from './offers.js';

/** @param {import('../../app/context.js').Context} context */
export async function page({ i18n, store, unit, forms, redraw }) {
  const definition = await forms.latest('member');
  const fields = definition.sections.flatMap((section) => section.fields);
  const word = (/** @type {string} */ name, /** @type {string} */ value) => i18n.text(fields.find((one) => one.name === name)?.choices?.find((one) => one.value === value)?.label);
  const read = async () => {
    const records = await store.list(unit.id, 'member:'), byId = new Map(records.map((record) => [record.id, record]));
    return inOrder(records.map((record) => ({ id: record.id, answers: { name: '', ...shownBody(record)?.answers } })))
      .flatMap(({ id, answers }) => { const record = byId.get(id); return record ? [{ id, answers, record }] : []; });
  };
  let members = await read();
  const end = store.subscribe(async () => {
    members = await read();
    redraw();
  });
  return {
    title: i18n.t('members.title'), leave: async () => void end(),
    view: () => frame(i18n, { tab: 'book', back: { href: '/app/book', text: i18n.t('tab.book') }, title: i18n.t('members.title'), under: unit.name }, html`
      ${writesHere(unit, 'member') ? html`<div class="buttons"><a class="button button-quiet" href="/app/papers/member:${ulid()}">${icon('add')} ${i18n.t('members.add')}</a></div>` : html`<p class="hint">${i18n.t('members.only', { who: writersSaid(i18n, unit, 'member') })}</p>`}
      ${members.length ? html`<ul class="rows">${members.map(({ id, record, answers }) => html`<li class="row"><a class="row-link" href="/app/papers/${id}${shownBody(record)?.state === 'sent' ? '/read' : ''}">
        <span class="row-name">${answers.name || i18n.t('kind.member')}</span><span class="row-text">${[word('role', answers.role), word('status', answers.status)].filter(Boolean).join(' · ')}</span>
        ${shownBody(record)?.state === 'sent' && !record.edit && !record.tried.length ? '' : stateWord(i18n, paperState(record))}${icon('next', 'row-go')}</a></li>`)}</ul>` : html`<p class="soft">${i18n.t('members.none')}</p>`}`),
  };
}
