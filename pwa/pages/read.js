/** A sent paper, to read and to print; it changes no more. */

import { fieldsFor, sectionsFor } from '../forms/asked.js';
import { shownBody, shownRevision } from '../store/record.js';
import { paperState } from '../store/state.js';
import { frame, icon } from '../ui/frame.js';
import { stamp, stateWord } from '../ui/state.js';
import { html } from '../vendor/lit-html.js';
import { linesOf } from './lines.js';

/** @param {import('../app/context.js').Context} context @param {string} id */
export async function page(context, id) {
  const { i18n, store, unit, forms } = context, [kind] = id.split(':', 1), key = id.slice(kind.length + 1);
  let record = await store.get(unit.id, id);
  const end = store.subscribe(async () => {
    record = await store.get(unit.id, id);
    context.redraw();
  });
  const body = (record && shownBody(record)) ?? {}, definition = body.form ? await forms.get(body.form, body.version) : null;
  const photos = definition?.sections.flatMap((/** @type {any} */ one) => one.fields).find((/** @type {any} */ one) => one.type === 'photos' && body.answers[one.name]?.length);
  const photosPart = photos ? await (await import('./photo-part.js')).readPhotos(context, body.answers[photos.name]) : null;
  const score = body.answers?.scores ? await forms.templates() : null;
  return {
    title: i18n.t(`kind.${kind}`), leave: async () => {
      photosPart?.close();
      end();
    },
    view: () => frame(i18n, { tab: 'book', back: { href: `/app/meetings/${key}`, text: i18n.t('meeting.back') }, title: i18n.t(`kind.${kind}`), under: unit.name }, definition && record ? html`
      <p>${stateWord(i18n, paperState(record), '')}</p>
      ${record.receipts[shownRevision(record)] ? stamp(i18n, record.receipts[shownRevision(record)]) : ''}
      ${sectionsFor(definition, body.answers).map((/** @type {any} */ section) => html`<section class="section"><h2>${i18n.text(section.title)}</h2><dl class="answers">
        ${fieldsFor(section, body.answers).map((/** @type {any} */ field) => {
          const lines = field.type === 'scores' ? scoreLines(field) : linesOf(field, body.answers[field.name], i18n);
          return html`<div class="answer"><dt>${i18n.text(field.label)}</dt><dd>${lines.length ? lines.map((/** @type {string} */ one) => html`<div>${one}</div>`) : i18n.t('not_given')}${field === photos ? photosPart?.view() : ''}</dd></div>`;
        })}</dl></section>`)}
      <div class="buttons no-print"><button class="button button-quiet" @click=${() => print()}>${icon('print')} ${i18n.t('print')}</button></div>`
      : html`<div class="empty"><h2>${i18n.t('read.none')}</h2></div>`),
  };

  /** @param {any} field @returns {string[]} */
  function scoreLines(field) {
    const template = score?.(field.template, field.template_version);
    return (template?.groups ?? []).flatMap((group) => group.items.map((item) => {
      const line = body.answers.scores[item.code];
      return `${item.code} ${i18n.text(item.label)}: ${line ? line.points : '–'}/${item.max}${line?.note ? ` (${line.note})` : ''}`;
    }));
  }
}
