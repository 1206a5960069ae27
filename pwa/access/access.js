/**
 * What this person may write in this unit, asked of the same table as every door of the server. Decides only what is offered: the server
 * decides again. Pure.
 *
 * @typedef {{type: string, roles: string[]}} Place a unit and what the person is there
 */

import { AFTER, HOMES, WRITES } from './table.js';

/** The kind of a paper, of a rework that of the paper itself. @param {string} id */
export const kindOf = (id) => id.replace(/^rework:/, '').split(':', 1)[0];

/** @param {Place | null | undefined} place @param {string} kind @returns {boolean} */
export const mayWrite = (place, kind) =>
  Boolean(place && HOMES[kind]?.includes(place.type) && place.roles.some((role) => WRITES[role]?.includes(kind)));

/** The roles that write a kind in units of this type, in the order of the table. @param {string} type @param {string} kind @returns {string[]} */
export const writersOf = (type, kind) => (HOMES[kind]?.includes(type) ? Object.keys(WRITES).filter((role) => WRITES[role].includes(kind)) : []);

/**
 * How a sent paper is changed by this person: worked over and sent again, by an amendment beside it, or not at all.
 * @param {Place | null | undefined} place @param {string} kind @param {boolean} frozen whether it was approved @returns {'rework' | 'amendment' | null}
 */
export function mends(place, kind, frozen) {
  const how = AFTER[kind] === 'signed' || frozen ? 'amendment' : 'rework';
  return mayWrite(place, kind) && mayWrite(place, how) ? how : null;
}
