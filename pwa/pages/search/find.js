/** Looking for words in the papers of this phone, with or without tone marks. Pure. */

import { isKept } from '../../forms/by-the-app.js';
import { fold } from '../../lib/text.js';
import { linesOf } from '../lines.js';

/** @typedef {{id: string, href: string, name: string, at: string, lines: string[]}} Sheet a paper as it is searched: every line of it in its own words */
/** @typedef {{sheet: Sheet, line: string, from: number, to: number}} Found `line` with the place of the first word in it; '' when only the name fits */

const AROUND = 60;

/**
 * What a paper says, a line each, in the words it is read with: of an answer that was not given, nothing.
 * @param {import('../../forms/types.js').Definition} definition @param {Record<string, any>} answers @param {import('../../i18n/i18n.js').I18n} i18n @returns {string[]}
 */
export const linesIn = (definition, answers, i18n) => definition.sections.flatMap((section) => section.fields).flatMap((field) => {
  const value = answers[field.name];
  if (value === undefined || value === null || field.type === 'photos' || isKept(definition.form, field)) return [];
  const lines = field.type === 'scores' ? Object.values(value).map((line) => /** @type {any} */ (line)?.note ?? '') : linesOf(field, value, i18n);
  return lines.flatMap((line) => line.split('\n')).map((line) => line.trim()).filter(Boolean);
});

/**
 * The papers in which every word occurs, those that have them as they were typed first, then the newest.
 * @param {Sheet[]} sheets @param {string} asked @returns {Found[]}
 */
export function find(sheets, asked) {
  const typed = asked.normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean), words = typed.map(fold);
  if (!words.length) return [];
  const found = sheets.flatMap((sheet) => {
    const all = [sheet.name, ...sheet.lines], folded = all.map(fold).join('\n');
    if (!words.every((word) => folded.includes(word))) return [];
    const raw = all.join('\n').toLowerCase();
    return [{ ...shown(sheet, words), exact: typed.every((word) => raw.includes(word)) }];
  });
  return found.sort((a, b) => Number(b.exact) - Number(a.exact) || (a.sheet.at < b.sheet.at ? 1 : -1)).map(({ sheet, line, from, to }) => ({ sheet, line, from, to }));
}

/** The line that tells most, cut around the first word. @param {Sheet} sheet @param {string[]} words @returns {Found} */
function shown(sheet, words) {
  const best = sheet.lines.map((line) => ({ line, hits: words.filter((word) => fold(line).includes(word)).length })).reduce((a, b) => (b.hits > a.hits ? b : a), { line: '', hits: 0 });
  if (!best.hits) return { sheet, line: '', from: 0, to: 0 };
  // Folding keeps the place of every letter, because kept text is in NFC.
  const word = words.find((one) => fold(best.line).includes(one)) ?? '', at = fold(best.line).indexOf(word), start = Math.max(0, at - AROUND), end = at + word.length + AROUND;
  const cut = `${start ? '…' : ''}${best.line.slice(start, end)}${end < best.line.length ? '…' : ''}`, from = at - start + (start ? 1 : 0);
  return { sheet, line: cut, from, to: from + word.length };
}
