/**
 * What is to be told of a paper that was brought here: not yet opened on this phone, replaced by a later one, no longer in force. Pure
 * but for the list of what was opened, which is this phone's own.
 */

import { shownBody } from '../../store/record.js';

/** @typedef {import('./copies.js').Copy} Copy */
/** @typedef {{unread: boolean, by: Copy | null, until: string}} Mark `by`: what has replaced it; `until`: the last day it was in force, '' while it is */

const OPENED = 'opened';

/**
 * @param {Copy[]} copies @param {(copy: Copy) => boolean} isRead @param {string} today YYYY-MM-DD @returns {Map<string, Mark>} by the copy's id
 */
export function marksOf(copies, isRead, today) {
  return new Map(copies.map((copy) => {
    const by = copies.find(({ paper, id }) => id !== copy.id && paper.answers?.supersedes === copy.source) ?? null, end = copy.paper.answers?.valid_to;
    return [copy.id, { unread: !isRead(copy), by, until: typeof end === 'string' && end < today ? end : '' }];
  }));
}

/**
 * Read is what was opened on this phone since it came, and what anybody in the unit has marked as read.
 * @param {import('../../app/context.js').Context} context @returns {Promise<(copy: Copy) => boolean>}
 */
export async function readHere({ store, unit }) {
  const opened = (await store.meta(OPENED)) ?? {}, marked = new Set((await store.list(unit.id, 'read_mark:')).map((one) => shownBody(one)).filter((body) => body?.state === 'sent').map((body) => body?.answers?.of));
  return (copy) => opened[`${unit.id} ${copy.id}`] === copy.doneAt || marked.has(copy.source);
}

/** It is open now. @param {import('../../app/context.js').Context} context @param {Copy} copy */
export async function markOpened({ store, unit }, copy) {
  const opened = (await store.meta(OPENED)) ?? {}, key = `${unit.id} ${copy.id}`;
  if (opened[key] !== copy.doneAt) await store.setMeta(OPENED, { ...opened, [key]: copy.doneAt });
}
