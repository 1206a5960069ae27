/** What a paper says, a line per answer, for checking and for reading. Pure. */

import { day, figure, month } from '../i18n/dates.js';
import { isMeetingField, meetingName, paperName } from './labels.js';

/**
 * @param {import('../forms/types.js').Field} field @param {any} value @param {import('../i18n/i18n.js').I18n} i18n @returns {string}
 */
export function said(field, value, i18n) {
  if (value === null || value === undefined || value === '') return i18n.t('not_given');
  switch (field.type) {
    case 'yes_no':
      return i18n.t(value ? 'yes' : 'no');
    case 'choice':
      return i18n.text(field.choices?.find((one) => one.value === value)?.label) || String(value);
    case 'date':
      return day(value);
    case 'person':
      return value.name;
    case 'month':
      return month(String(value));
    case 'unit':
      return i18n.unit?.(String(value)) ?? String(value);
    case 'paper':
      return i18n.paper?.(String(value), isMeetingField(field)) || (isMeetingField(field) ? meetingName : paperName)(String(value), i18n);
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? figure(value, i18n.lang) : String(value);
    default:
      return String(value);
  }
}

/** One row of a repeat in one line. @param {import('../forms/types.js').Field} field @param {any} row @param {import('../i18n/i18n.js').I18n} i18n */
export const rowSaid = (field, row, i18n) =>
  (field.fields ?? []).filter((inner) => inner.name !== 'path' && row[inner.name] != null && row[inner.name] !== '').map((inner) =>
    (inner.type === 'integer' || inner.type === 'date' ? `${i18n.text(inner.label).toLowerCase()} ` : '') + said(inner, row[inner.name], i18n)).join(' · ');

/** The lines of a field: none for what is not given in a repeat. @param {import('../forms/types.js').Field} field @param {any} value @param {import('../i18n/i18n.js').I18n} i18n @returns {string[]} */
export function linesOf(field, value, i18n) {
  if (field.type === 'repeat') return (value ?? []).map((/** @type {any} */ row) => rowSaid(field, row, i18n));
  if (field.type === 'scores') return [];
  if (field.type === 'photos') return [value?.length ? i18n.t('photos.count', { count: value.length }) : i18n.t('not_given')];
  return [said(field, value, i18n)];
}
