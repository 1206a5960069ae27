/** The papers of a unit beside the meetings of a cell: what there is, newest first, and what this person may begin. */

import { mayWrite } from '../access/access.js';
import { ulid } from '../lib/ulid.js';
import { shownBody } from '../store/record.js';

/** Kinds that are begun here by themselves, and how often. */
export const BEGUN = /** @type {const} */ ([['thematic_plan', 'year'], ['four_good', 'year'], ['good_practice', 'new'], ['task', 'new']]);
export const OTHERS = ['thematic_plan', 'four_good', 'resolution', 'task', 'good_practice', 'read_mark', 'urge_answer', 'amendment', 'visit', 'assignment', 'team_report'];

/** The papers that can be shown, newest first. @param {import('../store/record.js').PaperRecord[]} records */
export const othersIn = (records) =>
  records.map((record) => ({ record, body: shownBody(record) })).filter((one) => one.body !== null)
    .sort((a, b) => String(b.body?.saved_at ?? '').localeCompare(String(a.body?.saved_at ?? '')));

/**
 * Ids of papers that may be begun now: the year's (from November the next year's too) while they are not there, and new ones.
 * @param {import('../access/access.js').Place} unit @param {Date} now @param {(id: string) => boolean} isThere @returns {string[]}
 */
export function fresh(unit, now, isThere) {
  const year = now.getFullYear(), years = now.getMonth() >= 10 ? [year, year + 1] : [year];
  return BEGUN.filter(([kind]) => mayWrite(unit, kind)).flatMap(([kind, how]) => (how === 'year' ? years.map((one) => `${kind}:${one}`).filter((id) => !isThere(id)) : [`${kind}:${ulid()}`]));
}
