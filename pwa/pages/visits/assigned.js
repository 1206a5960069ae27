/** The meetings this person is to sit in with: the rows of his unit's assignments, and of those brought to it, that name him. */

import { daysAway } from '../../obligations/clock.js';
import { shownBody } from '../../store/record.js';
import { copiesIn } from '../library/copies.js';

/**
 * @typedef {{id: string, cell: string, key: string, day: string, time: string, note: string, name: string, moved: boolean, assignment: string,
 *   assignedBy: any, assignedOn: string, plan: Record<string, any>}} Assigned `id`: of the visit's paper; `moved`: whether the cell has changed the day since
 */

const MEETING = /^meeting:(\d{4}-\d{2}:[a-z]+:\d{1,2})$/;

/** The id of the paper in which an observer tells of a meeting. @param {string} cell @param {string} key @param {string} username */
export const visitId = (cell, key, username) => `visit:${cell}:${key}:${username}`;

/** By day; the later one of two assignments that name the same meeting. @param {import('../../app/context.js').Context} context @returns {Promise<Assigned[]>} */
export async function assignedTo({ store, unit, profile }) {
  const own = (await store.list(unit.id, 'assignment:')).map((record) => ({ id: record.id, body: shownBody(record) })).filter(({ body }) => body?.state === 'sent');
  const brought = copiesIn(await store.list(unit.id, 'copy:'));
  const papers = [...brought.filter(({ kind }) => kind === 'assignment').map(({ source, paper }) => ({ id: source, body: paper })), ...own];
  const planOf = (/** @type {string} */ cell, /** @type {string} */ meeting) => brought.find((one) => one.source === meeting && one.from === cell)?.paper.answers ?? {};
  return rowsFor(profile.account.username, papers, planOf);
}

/**
 * Pure. @param {string} username @param {{id: string, body: Record<string, any> | null}[]} papers assignments @param {(cell: string, meeting: string) => Record<string, any>} planOf what the cell itself has planned, where it came
 * @returns {Assigned[]}
 */
export function rowsFor(username, papers, planOf) {
  /** @type {Map<string, Assigned>} */ const found = new Map();
  for (const { id, body } of papers) {
    const answers = body?.answers ?? {};
    for (const row of answers.rows ?? []) {
      const key = MEETING.exec(row?.meeting ?? '')?.[1];
      if (!key || row.username !== username || typeof row.cell !== 'string') continue;
      const plan = planOf(row.cell, row.meeting), planned = row.date ?? '', day = plan.date ?? planned;
      const one = {
        id: visitId(row.cell, key, username), cell: row.cell, key, day, time: plan.start_time ?? row.start_time ?? '', note: row.note ?? '', name: row.name ?? '',
        moved: Boolean(planned && day !== planned), assignment: id, assignedBy: answers.assigned_by, assignedOn: answers.assigned_on ?? '', plan: { ...plan, assigned_for: planned },
      };
      found.set(one.id, one);
    }
  }
  return [...found.values()].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.id < b.id ? -1 : 1));
}

/** How long a meeting whose form was sent is still told. */
const DAYS_BACK = 31;

/** What is told: all that has no form yet, and of the others those of the last month and to come. Pure. @param {Assigned[]} assigned @param {(id: string) => boolean} isSent @param {string} today */
export const told = (assigned, isSent, today) => assigned.filter((one) => !isSent(one.id) || one.day >= daysAway(today, -DAYS_BACK));
