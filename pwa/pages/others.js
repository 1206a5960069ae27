/** The papers of a cell beside its meetings: what there is, newest first, and what may be begun. */

import { ulid } from '../lib/ulid.js';
import { shownBody } from '../store/record.js';
import { paperName } from './labels.js';
import { copiesIn } from './library/copies.js';

const SECRETARY = ['secretary', 'deputy_secretary'];
/** Kinds that are begun here, and by whom. */
export const BEGUN = /** @type {const} */ ([['thematic_plan', 'year'], ['four_good', 'year'], ['good_practice', 'new'], ['task', 'new']]);
export const OTHERS = ['thematic_plan', 'four_good', 'resolution', 'task', 'good_practice', 'read_mark', 'urge_answer', 'amendment'];

/** What an answer of type "paper" may point to: papers of the unit that were sent, and what was brought here. @param {import('../app/context.js').Context} context */
export async function papersToName({ store, unit, i18n }) {
  const own = (await Promise.all(['meeting:', 'minutes:', 'thematic_plan:'].map((start) => store.list(unit.id, start)))).flat();
  const brought = copiesIn(await store.list(unit.id, 'copy:')).filter((one) => one.kind === 'orientation');
  return [
    ...own.filter((one) => shownBody(one)).map((one) => ({ id: one.id, name: paperName(one.id, i18n) })).reverse(),
    ...brought.map((one) => ({ id: one.source, name: one.title })),
  ];
}

/** The papers that can be shown, newest first. @param {import('../store/record.js').PaperRecord[]} records */
export const othersIn = (records) =>
  records.map((record) => ({ record, body: shownBody(record) })).filter((one) => one.body !== null)
    .sort((a, b) => String(b.body?.saved_at ?? '').localeCompare(String(a.body?.saved_at ?? '')));

/**
 * Ids of papers that may be begun now: the year's (from November the next year's too) while they are not there, and new ones.
 * @param {string[]} roles @param {Date} now @param {(id: string) => boolean} isThere @returns {string[]}
 */
export function fresh(roles, now, isThere) {
  if (!roles.some((role) => SECRETARY.includes(role))) return [];
  const year = now.getFullYear(), years = now.getMonth() >= 10 ? [year, year + 1] : [year];
  return BEGUN.flatMap(([kind, how]) => (how === 'year' ? years.map((one) => `${kind}:${one}`).filter((id) => !isThere(id)) : [`${kind}:${ulid()}`]));
}
