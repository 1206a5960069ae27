/** The words for a path of a form, "Việc phải làm 2, Ai làm", and for a paper, "Biên bản 11/2026". Pure. */

import { month } from '../i18n/dates.js';
import { reworked } from '../store/rework.js';

/** @param {import('../forms/types.js').Definition} definition @param {string} path @param {import('../i18n/i18n.js').I18n} i18n */
export function labelOf(definition, path, i18n) {
  const [, name, place, inner] = path.split('.');
  const field = definition.sections.flatMap((section) => section.fields).find((one) => one.name === name);
  if (!field) return name;
  const label = i18n.text(field.label);
  if (field.type === 'scores') return place ? path.split('.').slice(2).join('.') : label;
  if (place === undefined) return label;
  const within = field.fields?.find((one) => one.name === inner);
  return `${label} ${Number(place) + 1}${within ? `, ${i18n.text(within.label)}` : ''}`;
}

/** The section that asks for a path. @param {import('../forms/types.js').Definition} definition @param {string} path */
export const sectionOf = (definition, path) =>
  definition.sections.find((section) => section.fields.some((field) => field.name === path.split('.')[1]))?.name ?? definition.sections[0].name;

/** Questions whose answer is a meeting, though it is told by the id of its plan or its minutes. */
const OF_MEETING = new Set(['meeting', 'for_meeting', 'discussed_in', 'agreed_in']);

/** @param {{name: string}} field */
export const isMeetingField = (field) => OF_MEETING.has(field.name);

/** A meeting, "Sinh hoạt thường kỳ 11/2026"; any other paper by its own name. @param {string} id of one of its papers @param {import('../i18n/i18n.js').I18n} i18n */
export function meetingName(id, i18n) {
  const [kind, when, type] = id.split(':'), words = i18n.t(`new_meeting.${type}`);
  return (kind === 'meeting' || kind === 'minutes') && when ? `${words.charAt(0).toUpperCase()}${words.slice(1)} ${month(when)}` : paperName(id, i18n);
}

/** What a paper is called. @param {string} id @param {import('../i18n/i18n.js').I18n} i18n @returns {string} */
export function paperName(id, i18n) {
  const target = reworked(id);
  if (target) return i18n.t('rework.of', { paper: paperName(target, i18n) });
  const [kind, when = '', ...rest] = id.split(':');
  if (kind === 'visit') return `${i18n.t('kind.visit')}, ${i18n.unit?.(when) ?? when} ${month(rest[0] ?? '')}`;
  const type = ['thematic', 'committee', 'extraordinary'].includes(rest[0]) ? ` ${i18n.t(`type.${rest[0]}`).toLowerCase()}` : '';
  const time = /^[0-9]{4}-[0-9]{2}$/.test(when) ? month(when) : /^[0-9]{4}$/.test(when) ? when : /^[0-9]{4}-(H1|Y)$/.test(when) ? i18n.t(when.endsWith('H1') ? 'period.half_1' : 'period.year', { year: when.slice(0, 4) }) : '';
  return `${i18n.t(`kind.${kind}`)}${type}${time ? ` ${time}` : ''}`;
}
