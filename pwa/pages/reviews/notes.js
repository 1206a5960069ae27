/** What somebody above said, drawn: at the field it is about, or on top for the paper as a whole. Knows no store. */

import { day } from '../../i18n/dates.js';
import { commentsAt, elsewhere, GENERAL } from '../../store/reviews.js';
import { redNote } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { labelOf } from '../labels.js';

/** @typedef {import('../../store/reviews.js').Review} Review */

/** The comments about a field, each with the place within it. @param {import('../../i18n/i18n.js').I18n} i18n @param {import('../../forms/types.js').Definition} definition @param {Review | null} review @param {string} path */
export const notesAt = (i18n, definition, review, path) => commentsAt(review, path).map((one) =>
  redNote(i18n, one.path === path ? i18n.t('review.above') : `${i18n.t('review.above')}: ${labelOf(definition, one.path, i18n)}`, one.text));

/**
 * On top of a paper that has come back: from whom, when, and what is about the whole of it.
 * @param {import('../../i18n/i18n.js').I18n} i18n @param {import('../../forms/types.js').Definition} definition @param {Review} review @param {string[]} shown paths of the fields that follow
 */
export function returnedNote(i18n, definition, review, shown) {
  const rest = elsewhere(review, shown), below = review.comments.length - rest.length;
  return html`<div class="stack" id="returned">
    <p class="red-note"><span class="red-note-by">${i18n.t('review.returned', { day: day(review.at) })}</span>${below ? i18n.t('review.marked', { count: below }) : ''}</p>
    ${rest.map((one) => redNote(i18n, one.path === GENERAL ? i18n.t('review.general') : labelOf(definition, one.path, i18n), one.text))}</div>`;
}

/** The official band beside the cell's own, never over it. @param {import('../../i18n/i18n.js').I18n} i18n @param {import('../../forms/types.js').Definition} definition @param {string} own @param {string} official */
export function bands(i18n, definition, own, official) {
  const choices = definition.sections.flatMap((section) => section.fields).find((field) => field.name === 'band')?.choices;
  const word = (/** @type {string} */ value) => i18n.text(choices?.find((one) => one.value === value)?.label) || value;
  return html`<dl class="facts"><dt>${i18n.t('review.own_band')}</dt><dd>${word(own)}</dd><dt>${i18n.t('review.official_band')}</dt><dd>${word(official)}</dd></dl>`;
}
