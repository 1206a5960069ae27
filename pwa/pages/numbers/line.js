/** The official number of a resolution where people see it: above the paper, and in the task list where it is another one than was proposed. */

import { shownBody } from '../../store/record.js';
import { icon } from '../../ui/frame.js';
import { redNote } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { paperName } from '../labels.js';
import { movedLately, officialNumber, written } from './number.js';

/** @typedef {import('../../app/context.js').Context} Context */

/** The line above a resolution; null for any other paper. @param {Context} context @param {string} id @returns {Promise<(() => any) | null>} */
export async function numberLine({ i18n, store, unit }, id) {
  if (!id.startsWith('resolution:')) return null;
  const record = await store.get(unit.id, id), proposed = record && shownBody(record)?.answers?.number, official = await officialNumber(store, unit.id, id);
  if (!official) return Number.isInteger(proposed) ? () => html`<p class="hint">${i18n.t('number.proposed', { number: written(proposed) })}</p>` : null;
  const notes = [
    ...(official.number === official.proposed ? [] : [moved(i18n, official)]),
    ...official.also.map((one) => i18n.t('number.also', { number: written(official.number), other: written(one.number), paper: paperName(one.paper, i18n) })),
  ];
  return () => html`<p><strong>${icon('check')} ${i18n.t('number.official', { number: written(official.number) })}</strong></p>
    ${notes.map((one) => redNote(i18n, i18n.t('number.server'), one))}`;
}

/** @param {import('../../i18n/i18n.js').I18n} i18n @param {import('./number.js').Official} official */
const moved = (i18n, { proposed, number, takenBy }) => i18n.t('number.moved', { proposed: written(proposed), number: written(number), paper: takenBy ? paperName(takenBy, i18n) : '' });

/** Of the task list; null where nothing was moved lately. @param {Context} context @returns {Promise<(() => any) | null>} */
export async function movedNumbers(context) {
  const { i18n } = context, found = await movedLately(context);
  return found.length ? () => html`<h2>${i18n.t('number.title')}</h2><ul class="rows">${found.map((one) => html`<li class="row row-soon"><a class="row-link" href="/app/papers/${one.paper}/read">
    <span class="row-name">${paperName(one.paper, i18n)}</span><span class="row-text">${moved(i18n, one)}</span>${icon('next', 'row-go')}</a></li>`)}</ul>` : null;
}
