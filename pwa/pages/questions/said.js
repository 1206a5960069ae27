/** The words of a question: which place of a paper it asks about, what each phone says there, and who wrote it, when and where. Pure. */

import { moment } from '../../i18n/dates.js';
import { labelOf } from '../labels.js';
import { linesOf, rowSaid, said } from '../lines.js';

/** @typedef {import('../../i18n/i18n.js').I18n} I18n */
/** @typedef {import('../../forms/types.js').Definition} Definition */
/** @typedef {import('../../forms/types.js').Field} Field */

/** Types that a person can write anew on the question's own page. */
const WRITABLE = new Set(['text', 'paragraph', 'integer', 'decimal', 'date', 'time', 'month', 'yes_no', 'choice']);

/** @param {Definition} definition @param {string} name */
const fieldOf = (definition, name) => definition.sections.flatMap((section) => section.fields).find((one) => one.name === name);

/** The field whose value stands at a path: the inner one in a row. @param {Definition} definition @param {string[]} path @returns {Field | undefined} */
export function askedField(definition, path) {
  const field = fieldOf(definition, path[0]);
  return path.length === 1 ? field : path.length === 3 ? field?.fields?.find((one) => one.name === path[2]) : undefined;
}

/** @param {Definition} definition @param {string[]} path */
export function canWriteAnew(definition, path) {
  const field = askedField(definition, path);
  return Boolean(field && WRITABLE.has(field.type));
}

/** "Việc phải làm 2, Ai làm". @param {I18n} i18n @param {Definition} definition @param {string[]} path @param {Record<string, any>} answers of the paper, to count its rows */
export function placeName(i18n, definition, path, answers) {
  const [name, row, inner] = path, field = fieldOf(definition, name);
  if (name === 'reasons') return `${i18n.t('reason')}: ${labelOf(definition, row ?? '', i18n)}`;
  if (!field) return name;
  const label = i18n.text(field.label);
  if (row === undefined) return label;
  if (field.type === 'scores') return `${label} ${row}${inner ? `, ${i18n.t(inner === 'note' ? 'score.why' : 'question.points')}` : ''}`;
  const rows = Array.isArray(answers[name]) ? answers[name] : [], place = rows.findIndex((/** @type {any} */ one) => one._id === row);
  const which = typeof rows[place]?.name === 'string' ? `: ${rows[place].name}` : place >= 0 ? ` ${place + 1}` : '';
  const within = field.fields?.find((one) => one.name === inner);
  return `${label}${which}${within ? `, ${i18n.text(within.label)}` : ''}`;
}

/** What stands there, a line each; none where it was left empty. @param {I18n} i18n @param {Definition} definition @param {string[]} path @param {any} value @returns {string[]} */
export function valueLines(i18n, definition, path, value) {
  if (value === undefined || value === null || value === '') return [];
  const field = fieldOf(definition, path[0]);
  if (field?.type === 'scores') return scoreLines(i18n, path, value);
  const asked = askedField(definition, path);
  if (asked) return path.length === 1 ? linesOf(asked, value, i18n) : [said(asked, value, i18n)];
  return [field?.fields && typeof value === 'object' ? rowSaid(field, value, i18n) : typeof value === 'string' ? value : JSON.stringify(value)];
}

/** @param {I18n} i18n @param {string[]} path @param {any} value @returns {string[]} */
function scoreLines(i18n, path, value) {
  if (path.length === 3) return [String(value)];
  const line = (/** @type {any} */ one) => `${one.points} ${i18n.t('question.points').toLowerCase()}${one.note ? ` (${one.note})` : ''}`;
  return path.length === 2 ? [line(value)] : Object.entries(value).map(([code, one]) => `${code}: ${line(one)}`);
}

/** "Lò Thị Ính, 03/11/2026 21:40, máy khác (…7K3M)". @param {I18n} i18n @param {Record<string, string>} names by user name @param {{author?: string, device?: string, saved_at?: string}} by @param {string} here this phone */
export function bySaid(i18n, names, { author = '', device = '', saved_at = '' }, here) {
  return [names[author] ?? author, moment(saved_at), phoneName(i18n, device, here)].filter(Boolean).join(', ');
}

/** @param {I18n} i18n @param {string} device @param {string} here */
export function phoneName({ t }, device, here) {
  if (!device) return '';
  if (device === here) return t('question.this_phone');
  return device === 'office' || device === 'merge' ? t(`question.${device}`) : t('question.other_phone', { end: device.slice(-4) });
}
