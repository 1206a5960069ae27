/**
 * A sent paper as it is printed on the phone, with no signal: head, body, signatures, in the order of the official layout (HD 05-HD/VPTW and
 * the one before it). Vietnamese whatever the language of the screen, for it is the record. Pure; mirrors server/exports/sheets/ in short.
 */

import { day, month } from '../../i18n/dates.js';
import { fieldsFor, sectionsFor } from '../../forms/asked.js';
import { isKept } from '../../forms/by-the-app.js';
import { said } from '../lines.js';

/** @typedef {{label: string, lines: string[], heads?: string[], rows?: string[][]}} Block */
/** @typedef {{before: string, role: string, name: string}} Signature */
/** @typedef {{above: string, issuer: string, number: string, placeDate: string, title: string, about: string, sections: {title: string, blocks: Block[]}[], signatures: Signature[]}} Sheet */

/** The day from which HD 05-HD/VPTW holds. */
const NEWER = '2026-05-27';
/** @type {Record<string, string>} */
const TITLES = { meeting: 'Kế hoạch sinh hoạt', roll_call: 'Danh sách điểm danh', minutes: 'Biên bản', score_sheet: 'Phiếu chấm điểm', resolution: 'Nghị quyết', thematic_plan: 'Kế hoạch', visit: 'Phiếu dự sinh hoạt chi bộ', team_report: 'Báo cáo' };
/** @type {Record<string, string>} */
const SYMBOLS = { minutes: 'BB', resolution: 'NQ', thematic_plan: 'KH' };
/** @type {Record<string, string>} */
const MEETINGS = { regular: 'Sinh hoạt thường kỳ', thematic: 'Sinh hoạt chuyên đề', committee: 'Họp chi ủy', extraordinary: 'Sinh hoạt đột xuất' };
/** Who signs, left and right, by the fields that name them. @type {Record<string, [string, string][]>} */
const SIGNED = { visit: [['Xác nhận của chi bộ', 'confirmed_by'], ['Người dự', 'observer_name']], amendment: [['Người ghi', 'note_taker'], ['Chủ trì', 'chair']], assignment: [['Người phân công', 'assigned_by']], team_report: [['Tổ trưởng', 'signer']], urge_answer: [['Người trả lời', 'answered_by']] };
const BEHALF = new Set(['resolution', 'thematic_plan', 'four_good', 'meeting']);

/** Fields that stand in the head, and so not among the sections. @type {Record<string, string[]>} */
const IN_HEAD = { resolution: ['number', 'issued_on', 'place', 'title', 'on_behalf_of', 'signer_office'], thematic_plan: ['year'], four_good: ['year'] };

/** The head names the party organisation, not its committee. @param {string} name */
const organisation = (name) => name.replace(/^Đảng ủy /, 'Đảng bộ ').replace(/^Tỉnh ủy /, 'Đảng bộ tỉnh ').replace(/^Huyện ủy /, 'Đảng bộ huyện ');
/** @param {string} name */
const placeOf = (name) => name.replace(/^(Đảng ủy|Đảng bộ|Tỉnh ủy|Huyện ủy) /, '').replace(/^(xã|phường|thị trấn|tỉnh|huyện) /, '');
/** @param {any} value */
const nameOf = (value) => (typeof value === 'string' ? value : value?.name) ?? '';

/** Days below ten and the first two months with a nought before. @param {string} place @param {string} iso */
function placeDate(place, iso) {
  const number = Number(iso.slice(5, 7)), when = `ngày ${iso.slice(8, 10)} tháng ${number < 3 ? iso.slice(5, 7) : number} năm ${iso.slice(0, 4)}`;
  return place ? `${place}, ${when}` : when;
}

/** What the paper is about, by its id. @param {string} kind @param {string} rest @param {Record<string, any>} answers */
function about(kind, rest, answers) {
  if (kind === 'resolution') return answers.title ?? '';
  const [when, type, number] = rest.split(':');
  if (MEETINGS[type] && /^\d{4}-\d{2}$/.test(when)) return `${MEETINGS[type]} tháng ${Number(when.slice(5))}/${when.slice(0, 4)}${Number(number) > 1 ? ` (lần ${number})` : ''}`;
  if (/^\d{4}$/.test(rest)) return kind === 'thematic_plan' ? `Sinh hoạt chuyên đề năm ${rest}` : `Năm ${rest}`;
  return /^\d{4}-\d{2}$/.test(rest) ? `Tháng ${Number(rest.slice(5))}/${rest.slice(0, 4)}` : answers.title ?? '';
}

/** @param {string} kind @param {Record<string, any>} answers @param {string} iso @param {boolean} inCell @returns {Signature[]} */
function signatures(kind, answers, iso, inCell) {
  const one = (/** @type {string} */ role, /** @type {any} */ who, before = '') => ({ before, role, name: nameOf(who) });
  if (kind === 'minutes') return [one('Người ghi biên bản', answers.note_taker), one(iso >= NEWER ? 'Chủ trì hội nghị' : 'Chủ trì', answers.chair)];
  if (SIGNED[kind]) return SIGNED[kind].map(([role, field]) => one(role, answers[field]));
  // A plan of a meeting names its chair; which office whoever signs holds is written by hand where the paper does not say.
  return inCell && BEHALF.has(kind) ? [one(answers.signer_office ?? '…………………', answers.signer ?? (kind === 'meeting' ? answers.chair : ''), answers.on_behalf_of === 'committee' ? 'T/M chi ủy' : 'T/M chi bộ')] : [];
}

/** @param {number} number */
function roman(number) {
  let text = '';
  for (const [value, sign] of /** @type {[number, string][]} */ ([[10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV'], [1, 'I']])) while (number >= value) [text, number] = [text + sign, number - value];
  return text;
}

/** A list as a table of the columns that anything stands in. @param {import('../../forms/types.js').Field} field @param {any[]} rows @param {import('../../i18n/i18n.js').I18n} words @returns {Block} */
function table(field, rows, words) {
  const inner = field.fields ?? [], columns = (field.columns?.length ? field.columns.map((name) => inner.find((one) => one.name === name)) : inner.filter((one) => !['username', 'source_row', 'path'].includes(one.name))).filter((one) => one !== undefined);
  const used = columns.filter((one) => rows.some((row) => row[one.name] !== undefined && row[one.name] !== null && row[one.name] !== ''));
  return { label: field.label.vi, lines: [], heads: ['TT', ...used.map((one) => one.label.vi)], rows: rows.map((row, place) => [String(place + 1), ...used.map((one) => (row[one.name] === undefined || row[one.name] === '' ? '' : said(one, row[one.name], words)))]) };
}

/**
 * @param {{name: string, parent_name?: string, type: string}} unit @param {string} id of the paper @param {import('../../forms/types.js').Definition} definition
 * @param {any} body what was sent @param {import('../../i18n/i18n.js').I18n} words Vietnamese ones
 * @param {(template: string, version: number) => any} templates of scores @param {number | null} [official] the number the server has given @returns {Sheet}
 */
export function sheetOf(unit, id, definition, body, words, templates, official = null) {
  const [kind] = id.split(':', 1), rest = id.slice(kind.length + 1), { answers } = body, inCell = unit.type === 'cell';
  const iso = answers.issued_on ?? answers.date ?? answers.agreed_on ?? answers.dated ?? (body.done_at ?? body.saved_at).slice(0, 10);
  const place = kind === 'resolution' && answers.place ? answers.place : placeOf(inCell || unit.type === 'observer_team' ? unit.parent_name ?? '' : unit.name);
  const sections = sectionsFor(definition, answers).map((section) => ({
    title: section.title.vi.replace(/^[IVX]+\. /, ''),
    blocks: fieldsFor(section, answers).filter((field) => !isKept(definition.form, field) && !['signer', 'recipients', 'photos', ...(IN_HEAD[kind] ?? [])].includes(field.name)).flatMap((field) => blocks(field, answers[field.name])),
  })).filter(({ blocks: some }) => some.length);
  const told = official ?? answers.number, number = typeof told === 'number' ? String(told).padStart(2, '0') : '……';
  // Until the server has given the number, the one that is proposed says so.
  const proposed = kind === 'resolution' && official === null && typeof told === 'number' ? ' (đề nghị)' : '';
  return {
    above: organisation(unit.parent_name ?? ''), issuer: unit.name, number: SYMBOLS[kind] && inCell ? `Số ${number}-${SYMBOLS[kind]}/CB${proposed}` : '',
    placeDate: placeDate(place, iso), title: TITLES[kind] ?? definition.title.vi, about: about(kind, rest, answers),
    sections: sections.map((one, at) => ({ ...one, title: `${roman(at + 1)}- ${one.title}` })), signatures: signatures(kind, answers, iso, inCell),
  };

  /** @param {import('../../forms/types.js').Field} field @param {any} value @returns {Block[]} */
  function blocks(field, value) {
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)) return [];
    if (field.type === 'repeat') return [table(field, value, words)];
    if (field.type === 'scores') return [scores(field, value)];
    if (field.type === 'photos') return [];
    const text = field.type === 'date' ? day(value) : field.type === 'month' ? month(value) : said(field, value, words);
    return [{ label: field.label.vi, lines: text.split('\n').filter((line) => line.trim()) }];
  }

  /** @param {any} field @param {Record<string, any>} sheet @returns {Block} */
  function scores(field, sheet) {
    const items = (templates(field.template, field.template_version)?.groups ?? []).flatMap((/** @type {any} */ group) => group.items);
    return { label: '', lines: [], heads: ['Mã', 'Tiêu chí', 'Tối đa', 'Điểm', 'Lý do'], rows: items.map((/** @type {any} */ item) => [item.code, item.label.vi, String(item.max), sheet[item.code] ? String(sheet[item.code].points).replace('.', ',') : '–', sheet[item.code]?.note ?? '']) };
  }
}
