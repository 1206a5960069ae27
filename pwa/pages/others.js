/** The papers of a unit beside the meetings of a cell: what there is, newest first, and what this person may begin. */

import { mayWrite } from '../access/access.js';
import { ulid } from '../lib/ulid.js';
import { shownBody } from '../store/record.js';
import { paperName } from './labels.js';
import { copiesIn } from './library/copies.js';

/** Kinds that are begun here by themselves, and how often. */
export const BEGUN = /** @type {const} */ ([['thematic_plan', 'year'], ['four_good', 'year'], ['good_practice', 'new'], ['task', 'new']]);
export const OTHERS = ['thematic_plan', 'four_good', 'resolution', 'task', 'good_practice', 'read_mark', 'urge_answer', 'amendment', 'visit', 'assignment', 'team_report'];

/** What an answer of type "paper" may point to: papers of the unit that were sent, and what was brought here. @param {import('../app/context.js').Context} context @param {any[]} [held] values that stand there already: they keep a name */
export async function papersToName({ store, unit, i18n }, held = []) {
  const own = (await Promise.all(['meeting:', 'minutes:', 'thematic_plan:'].map((start) => store.list(unit.id, start)))).flat();
  const brought = copiesIn(await store.list(unit.id, 'copy:')).filter((one) => one.kind === 'orientation' || one.kind === 'urge');
  const found = [
    ...own.filter((one) => shownBody(one)).map((one) => ({ id: one.id, name: paperName(one.id, i18n) })).reverse(),
    ...brought.map((one) => ({ id: one.source, name: one.title || paperName(one.source, i18n) })),
  ];
  const more = held.filter((id) => typeof id === 'string' && /^[a-z_]+:/.test(id) && !found.some((one) => one.id === id));
  return [...found, ...more.map((id) => ({ id, name: paperName(id, i18n) }))];
}

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
