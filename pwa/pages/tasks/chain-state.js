/** The one state of a meeting's papers together. Pure. */

/** @typedef {import('../../store/state.js').State | 'none'} TaskState */

/**
 * The meeting's state: returned if any paper is; received when the minutes and, where it is scored, the score sheet are; nothing begun: none.
 * @template T @param {(T | null)[]} chain plan, roll, minutes, score sheet @param {(record: T) => import('../../store/state.js').State} stateOf @param {boolean} [isScored] @returns {TaskState}
 */
export function taskState(chain, stateOf, isScored = true) {
  const states = chain.map((record) => (record ? stateOf(record) : null));
  if (states.includes('returned')) return 'returned';
  if (states.includes('sending')) return 'sending';
  const needed = isScored ? [states[2], states[3]] : [states[2]];
  if (needed.every((state) => state === 'accepted')) return 'accepted';
  if (needed.every((state) => state === 'received' || state === 'accepted')) return 'received';
  return states.some(Boolean) ? 'on_this_phone' : 'none';
}
