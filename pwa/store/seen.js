/**
 * Writing goes on from what its writer has seen. Since then another window of the app, the exchange or a signature may have changed the
 * paper: nothing of that is written over. Pure.
 */

import { canonical } from '../lib/canonical.js';
import { generationOf } from '../lib/revision.js';
import { leavesOf, putEdit, shownBody } from './record.js';

/** @typedef {import('./record.js').PaperRecord} PaperRecord */
/** @typedef {import('./record.js').Body} Body */

/** The paper is not what its writer has seen, and what he wrote cannot go on from it. Nothing was kept. */
export class Overtaken extends Error {}

/** @param {Body | null} body */
const said = (body) => canonical(body && [body.state, body.version, body.answers ?? {}]);

/** @param {PaperRecord} record @param {Body | null} seen */
export const isAsSeen = (record, seen) => said(shownBody(record)) === said(seen);

/**
 * Autosave of what was written on top of `seen`. What another window has changed in the draft since stays, field by field and row by row. Beside
 * what a colleague wrote and the server brought it becomes a branch, which the server merges. What was signed or removed here stays so: Overtaken.
 * @param {PaperRecord} record @param {Body} body @param {Body} seen @param {string} at
 */
export function putOver(record, body, seen, at) {
  const now = shownBody(record);
  if (isAsSeen(record, seen)) return putEdit(record, body, at);
  if (isAsSeen(record, body)) return;
  const from = record.edit ? '' : revisionOf(record, seen);
  if (!now || (now.state === 'sent' && (!from || now.device === body.device))) throw new Overtaken(record.id);
  return from ? putEdit(record, body, at, false, from) : putEdit(record, { ...body, version: now.version, answers: joined(seen.answers, body.answers, now.answers) }, at);
}

/** The last revision that says what was seen, '' when there is none. @param {PaperRecord} record @param {Body} seen */
const revisionOf = ({ bodies }, seen) =>
  Object.keys(bodies).filter((rev) => said(bodies[rev]) === said(seen)).sort((a, b) => generationOf(b) - generationOf(a))[0] ?? '';

/** Whether what was seen stands beside what is shown, and is not merged into it yet. @param {PaperRecord} record @param {Body} seen */
export const standsBeside = (record, seen) => !record.edit && !isAsSeen(record, seen) && leavesOf(record).includes(revisionOf(record, seen));

/** Answers that are made of parts, which change each by itself: rows, scores, reasons. @param {string} name @param {any} value @returns {Record<string, any> | null} */
function partsOf(name, value = name === 'scores' || name === 'reasons' ? {} : []) {
  if (Array.isArray(value)) return value.every((one) => one?._id) ? Object.fromEntries(value.map((one) => [one._id, one])) : null;
  return name === 'scores' || name === 'reasons' ? value : null;
}

/**
 * What is there now with what was changed here, `mine` against `seen`.
 * @param {Record<string, any>} [seen] @param {Record<string, any>} [mine] @param {Record<string, any>} [now] @returns {Record<string, any>}
 */
export function joined(seen = {}, mine = {}, now = {}) {
  const made = { ...now };
  for (const name of new Set([...Object.keys(seen), ...Object.keys(mine)])) {
    if (canonical(seen[name]) === canonical(mine[name])) continue;
    const [before, here, there] = [seen, mine, now].map((one) => partsOf(name, one[name]));
    const whole = before && here && there && name in mine ? joined(before, here, there) : mine[name];
    if (whole === undefined) delete made[name];
    else made[name] = whole !== mine[name] && Array.isArray(mine[name]) ? Object.values(whole) : whole;
  }
  return made;
}
