/** What an observer's form holds before he has typed: his assignment, and what the cell has planned. */

import { shownBody } from '../../store/record.js';
import { assignedTo } from './assigned.js';

/** @param {import('../../app/context.js').Context} context @param {string} key `<cell>:<meeting>:<username>` @returns {Promise<Record<string, any>>} */
export async function firstVisit(context, key) {
  const [cell, month, type, number, observer] = key.split(':');
  const row = (await assignedTo(context)).find((one) => one.id === `visit:${key}`);
  return firstAnswers(cell, `${month}:${type}:${number}`, observer, context.profile.account, row ?? null);
}

/**
 * Pure. @param {string} cell @param {string} meeting key @param {string} observer @param {{username: string, name: string}} account
 * @param {import('./assigned.js').Assigned | null} row null for a meeting nobody sent him to @returns {Record<string, any>}
 */
export function firstAnswers(cell, meeting, observer, account, row) {
  const plan = row?.plan ?? {}, name = account.username === observer ? account.name : row?.name;
  const answers = {
    cell, meeting: `meeting:${meeting}`, meeting_type: meeting.split(':')[1], observer, observer_name: name || observer,
    planned_on: plan.assigned_for, assignment: row?.assignment, assigned_by: row?.assignedBy, assigned_on: row?.assignedOn,
    date: row?.day, chair: plan.chair && { name: plan.chair.name },
  };
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value != null && value !== ''));
}

/**
 * What has become known since the form was begun, and is not answered yet: the band the cell has given itself, once it has sent it.
 * @param {import('../../app/context.js').Context} context @param {Record<string, any>} answers @returns {Promise<Record<string, any>>}
 */
export async function knownSince({ store, unit }, { cell, meeting, cell_band: told }) {
  if (told || typeof cell !== 'string' || typeof meeting !== 'string') return {};
  const copy = await store.get(unit.id, `copy:${cell}:score_sheet:${meeting.slice(meeting.indexOf(':') + 1)}`), band = copy && shownBody(copy)?.paper?.answers?.band;
  return typeof band === 'string' ? { cell_band: band } : {};
}
