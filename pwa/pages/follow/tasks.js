/** Conclusions as tasks, and what the next minutes ask after: the tasks of the last meeting, and those still open from before. Pure. */

import { ulid } from '../../lib/ulid.js';

/** @typedef {Record<string, any>} Answers */

const ASKING = new Set(['regular', 'committee']);
const RESULTS = new Set(['done', 'partly', 'not_done']);
const CLOSED = new Set(['done', 'dropped']);

/** The task a conclusion becomes. Pure. @param {string} source id of the minutes @param {Answers} row @returns {Answers} */
export const taskOf = (source, row) => ({
  what: row.what, ...(row.who && { who: row.who }), ...(row.by && { by: row.by }), source, ...(row._id && { source_row: row._id }), state: 'new',
});

/** @param {string} what @param {Answers} who @param {string} due @param {Answers | undefined} task */
const row = (what, who, due, task) => ({
  _id: ulid(), task: what, ...(who && { who }), ...(due && { due }), ...(RESULTS.has(task?.state) && { result: task?.state }),
});

/**
 * Rows of the minutes' follow-up, each with what its task already tells. A regular meeting also asks after every other open task;
 * meetings that do not ask get none.
 * @param {string} type of the meeting @param {{id: string, answers: Answers}} last minutes of the last meeting of this type @param {Answers[]} tasks answers of the unit's tasks
 * @returns {Answers[]}
 */
export function tasksToFollow(type, last, tasks) {
  if (!ASKING.has(type)) return [];
  const conclusions = last.answers.conclusions ?? [];
  const handedOut = (/** @type {Answers} */ one) => tasks.find((task) => task.source === last.id && task.source_row === one._id);
  const told = conclusions.filter((/** @type {Answers} */ one) => handedOut(one)?.state !== 'dropped').map((/** @type {Answers} */ one) => row(one.what, one.who, one.by, handedOut(one)));
  const seen = new Set(conclusions.map(handedOut).filter(Boolean));
  const open = type === 'regular' ? tasks.filter((task) => task.what && !seen.has(task) && !CLOSED.has(task.state)) : [];
  return [...told, ...open.sort((a, b) => (String(a.by ?? '') < String(b.by ?? '') ? -1 : 1)).map((task) => row(task.what, task.who, task.by, task))];
}
