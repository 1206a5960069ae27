/**
 * CouchDB's revisions, as in sync/revisions/: ids, the tree as a union of (revision → parent) links, the winner.
 *
 * A parent is '' for a first generation and null while nobody has told it.
 *
 * @typedef {Record<string, string | null>} Tree
 */

import { canonical } from './canonical.js';

/** @param {string} rev */
export const generationOf = (rev) => Number(rev.split('-', 1)[0]);

/** @param {string} rev */
const hashOf = (rev) => rev.slice(rev.indexOf('-') + 1);

/** The document without CouchDB's underscore members, `_id` kept. @param {Record<string, any>} document */
export const content = (document) =>
  Object.fromEntries(Object.entries(document).filter(([name]) => name === '_id' || !name.startsWith('_')));

/**
 * The id of the revision that `body` makes on top of `parent` ('' for none): the first 128 bits of SHA-256 over the
 * canonical JSON of `[deleted, parent, content]`, so that the same edit has the same id wherever it is made.
 * @param {boolean} deleted @param {string} parent @param {Record<string, any>} body @returns {Promise<string>}
 */
export async function makeRevision(deleted, parent, body) {
  const bytes = new TextEncoder().encode(canonical([deleted, parent, content(body)]));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = [...hash.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${parent ? generationOf(parent) + 1 : 1}-${hex}`;
}

/** The history a document carries, newest first. @param {{_rev: string, _revisions?: {start: number, ids: string[]}}} document */
export const historyOf = (document) =>
  document._revisions
    ? document._revisions.ids.map((hash, place) => `${/** @type {any} */ (document)._revisions.start - place}-${hash}`)
    : [document._rev];

/** Add a history (newest first) to `tree`. @param {Tree} tree @param {string[]} history */
export function graft(tree, history) {
  history.forEach((rev, place) => {
    const parent = place + 1 < history.length ? history[place + 1] : generationOf(rev) === 1 ? '' : null;
    if (tree[rev] === undefined || tree[rev] === null) tree[rev] = parent;
  });
}

/** The revisions that are nobody's parent. @param {Tree} tree @returns {string[]} */
export function leavesOf(tree) {
  const parents = new Set(Object.values(tree));
  return Object.keys(tree).filter((rev) => !parents.has(rev));
}

/** From `leaf` back as far as is known, newest first. @param {Tree} tree @param {string} leaf @returns {string[]} */
export function history(tree, leaf) {
  const way = [leaf];
  for (let parent = tree[leaf]; parent; parent = tree[parent]) way.push(parent);
  return way;
}

/**
 * The leaves, winner first: not deleted before deleted, then highest generation, then highest hash.
 * @param {Tree} tree @param {(rev: string) => boolean} isDeleted @returns {string[]}
 */
export const ranked = (tree, isDeleted) =>
  leavesOf(tree).sort((one, other) =>
    Number(isDeleted(one)) - Number(isDeleted(other)) ||
    generationOf(other) - generationOf(one) ||
    (hashOf(one) < hashOf(other) ? 1 : -1));

/** @param {Tree} tree @param {string} rev */
export const revisionsOf = (tree, rev) => ({ start: generationOf(rev), ids: history(tree, rev).map(hashOf) });
