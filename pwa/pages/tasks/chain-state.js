/** The one state of a meeting's papers together. Pure. */

/** @typedef {import('../../store/state.js').State | 'none'} TaskState */

/**
 * The month's state: returned if any paper is; received when the minutes and the score sheet are; nothing begun: none.
 * @template T @param {(T | null)[]} chain plan, roll, minutes, score sheet @param {(record: T) => import('../../store/state.js').State} stateOf @returns {TaskState}
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
