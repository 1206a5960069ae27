/**
 * What this phone itself reminds of today, with no signal and whether or not a push may come: a view of the duties, what came back, and
 * the meetings that are near. Pure. The days are those of the rules (sync/rules), so the phone and the server speak on the same ones.
 *
 * @typedef {import('../obligations/types.js').Obligation} Obligation
 * @typedef {import('../obligations/types.js').Standing} Standing
 * @typedef {{obligation: Obligation, standing: Standing, href: string, reminders: string[], signed: boolean, returned: boolean}} Duty `reminders`: the days
 *   of the rule; `signed`: finished here, not received yet
 * @typedef {{id: string, key: string, day: string, time: string, place: string, href: string, isVisit: boolean}} Sitting a meeting of this unit, or one to sit in with
 * @typedef {{kind: 'returned' | 'unsent' | 'overdue' | 'soon', duty: Duty} | {kind: 'meeting' | 'visit', sitting: Sitting}} Reminder
 */

import { daysAway } from '../obligations/clock.js';

const OPEN = new Set(['due', 'due_soon']);

/** Whether somebody still has to do something about it. @param {Duty} duty */
export const isOwed = ({ standing: { status, overtaken_by }, returned }) =>
  returned || (overtaken_by === null && (status === 'overdue' || OPEN.has(status)));

/** The number on the app's picture. What is signed counts until the server has it. @param {Duty[]} duties */
export const countOwed = (duties) => duties.filter(isOwed).length;

/**
 * The most pressing first: what came back, what is finished and not sent, overdue, then by last moment; meetings of today and tomorrow.
 * @param {Duty[]} duties by last moment @param {Sitting[]} sittings
 * @param {string} today @returns {Reminder[]}
 */
export function remindersOf(duties, sittings, today) {
  /** @type {Reminder[]} */ const found = [];
  for (const duty of duties) {
    const kind = kindOf(duty, today);
    if (kind) found.push({ kind, duty });
  }
  const order = ['returned', 'unsent', 'overdue', 'soon'];
  found.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const near = sittings.filter(({ day }) => day === today || day === daysAway(today, 1));
  return [...found, ...near.map((sitting) => ({ kind: /** @type {'meeting' | 'visit'} */ (sitting.isVisit ? 'visit' : 'meeting'), sitting }))];
}

/** @param {Duty} duty @param {string} today @returns {'returned' | 'unsent' | 'overdue' | 'soon' | null} */
function kindOf(duty, today) {
  if (!isOwed(duty)) return null;
  if (duty.returned) return 'returned';
  if (duty.signed) return 'unsent';
  if (duty.standing.status === 'overdue') return 'overdue';
  return duty.standing.status === 'due_soon' || duty.reminders.some((day) => day <= today) ? 'soon' : null;
}
