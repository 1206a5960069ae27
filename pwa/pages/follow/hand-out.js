/** The conclusions of signed minutes as tasks: each is signed and sent as it stands there, or gone on with where it is handed out already. Needs no network. */

import { check } from '../../forms/check.js';
import { day } from '../../i18n/dates.js';
import { ulid } from '../../lib/ulid.js';
import { shownBody } from '../../store/record.js';
import { paperState } from '../../store/state.js';
import { notSigned } from '../../ui/errors.js';
import { frame, icon } from '../../ui/frame.js';
import { stateWord } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { readOnlySaid, writesHere } from '../begin/offers.js';
import { once, signing } from '../signing.js';
import { taskOf } from './tasks.js';

/** @typedef {Record<string, any>} Answers */

/** @param {import('../../app/context.js').Context} context @param {string} key of the meeting */
export async function page(context, key) {
  const { i18n, store, unit, forms, profile } = context, { t } = i18n, source = `minutes:${key}`;
  const definition = await forms.latest('task');
  /** @type {{row: Answers, record: import('../../store/record.js').PaperRecord | null, whole: boolean}[]} */ let rows = [];
  const read = async () => {
    const minutes = await store.get(unit.id, source), body = minutes && shownBody(minutes), tasks = await store.list(unit.id, 'task:');
    const conclusions = body?.state === 'sent' ? body.answers.conclusions ?? [] : [];
    rows = conclusions.map((/** @type {Answers} */ row) => ({
      row, whole: !check(definition, taskOf(source, row)).errors.length,
      record: tasks.find((one) => shownBody(one)?.answers?.source === source && shownBody(one)?.answers?.source_row === row._id) ?? null,
    }));
  };
  await read();
  const end = store.subscribe(async () => {
    await read();
    context.redraw();
  });
  const body = (/** @type {Answers} */ row) => ({ kind: 'task', form: 'task', version: definition.version, unit: unit.id, state: 'draft', author: profile.account.username, device: context.device, answers: taskOf(source, row) });
  const begin = once(async (/** @type {Answers} */ row) => {
    const id = `task:${ulid()}`;
    await store.save(unit.id, id, body(row));
    context.go(`/app/papers/${id}`);
  });
  const left = () => rows.filter(({ record, whole }) => !record && whole);
  const signed = signing(context, async () => {
    await store.send(unit.id, left().map(({ row }) => ({ id: `task:${ulid()}`, body: body(row) })));
    await read().catch(() => (rows = [])); // or a second press would hand out the same once more
  });
  const line = (/** @type {Answers} */ row) => [row.who?.name, row.by && t('hand_out.by', { day: day(row.by) })].filter(Boolean).join(' · ');
  return {
    title: t('hand_out.title'), leave: async () => void end(),
    view: () => {
      const count = left().length, writes = writesHere(unit, 'task');
      return frame(i18n, { tab: 'book', back: { href: `/app/meetings/${key}`, text: t('meeting.back') }, title: t('hand_out.title'), under: unit.name }, html`
        ${rows.length ? html`<p class="hint">${t('hand_out.hint')}</p>` : html`<div class="empty"><h2>${t('hand_out.none')}</h2></div>`}
        <ol class="rows">${rows.map(({ row, record, whole }) => html`<li class="row">${record
          ? html`<a class="row-link" href="/app/papers/${record.id}${shownBody(record)?.state === 'sent' ? '/read' : ''}"><span class="row-name">${row.what}</span><span class="row-text">${line(row)}</span>${stateWord(i18n, paperState(record))}${icon('next', 'row-go')}</a>`
          : html`<div class="row-link"><span class="row-name">${row.what}</span><span class="row-text">${line(row)}</span></div>
            ${writes ? html`<button class="button button-plain" @click=${() => begin(row)}>${icon('edit')} ${t(whole ? 'hand_out.change' : 'hand_out.complete')}<span class="visually-hidden"> ${row.what}</span></button>` : ''}`}</li>`)}</ol>
        ${writes ? '' : html`<p class="hint">${readOnlySaid(i18n, unit, 'task')}</p>`}
        ${writes && count ? html`<p class="hint">${t('hand_out.signing', { name: profile.account.name })}</p>${notSigned(i18n, signed.failed())}<div class="buttons"><button class="button button-wide" @click=${signed.press}>${t('hand_out.send', { count })}</button></div>` : ''}`);
    },
  };
}
