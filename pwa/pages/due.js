/** When a month's papers are due, and the one state of a month's task. Pure; the rule is that of sync/domain/month_status.py. */

/** @typedef {import('../store/state.js').State | 'none'} TaskState */

/**
 * The last day to send: two days after the meeting (HD 42-HD/BTCTW); with no meeting planned, the end of the month.
 * @param {string} month YYYY-MM @param {string} [date] the meeting's day @returns {string}
 */
export function dueOf(month, date) {
  const [year, number] = month.split('-').map(Number);
  const last = date ? new Date(Date.parse(`${date}T00:00:00Z`) + 2 * 86_400_000) : new Date(Date.UTC(year, number, 0));
  return Number.isNaN(last.getTime()) ? dueOf(month) : last.toISOString().slice(0, 10);
}

/**
 * The month's state: returned if any paper is; received when the minutes and the score sheet are; nothing begun: none.
 * @template T @param {(T | null)[]} chain plan, roll, minutes, score sheet @param {(record: T) => import('../store/state.js').State} stateOf @returns {TaskState}
 */
export function taskState(chain, stateOf) {
  const states = chain.map((record) => (record ? stateOf(record) : null));
  if (states.includes('returned')) return 'returned';
  if (states.includes('sending')) return 'sending';
  const needed = [states[2], states[3]];
  if (needed.every((state) => state === 'accepted')) return 'accepted';
  if (needed.every((state) => state === 'received' || state === 'accepted')) return 'received';
  return states.some(Boolean) ? 'on_this_phone' : 'none';
}
