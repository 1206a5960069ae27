/**
 * One paper as the phone keeps it, and what may happen to it. Pure: plain objects in, plain objects changed.
 *
 * `edit` has never left the phone: autosave overwrites it. Before it goes into a request it becomes a real revision and is
 * *tried*: it may have arrived even if no reply came, so from then on it is a parent and is never overwritten.
 *
 * @typedef {import('../lib/revision.js').Tree} Tree
 * @typedef {Record<string, any>} Body
 * @typedef {{parent: string, body: Body, deleted?: boolean, held?: boolean, refused?: string, at: string}} Edit `refused`: the revision it
 *   goes on from that the server has refused, should it be taken in after all
 * @typedef {{number: string, received_at: string, digest?: string, on_time?: boolean, key?: string, signature?: string, drift_ms?: number}} Receipt
 * @typedef {{code: string, message: string, action: string, fields: {path: string, code: string, message: string}[]}} Refusal
 * @typedef {{unit: string, id: string, tree: Tree, bodies: Record<string, Body>, deleted: string[], edit: Edit | null,
 *   tried: string[], receipts: Record<string, Receipt>, notes: Record<string, any[]>, refusal: Refusal | null, left?: Left[]}} PaperRecord
 * @typedef {{form: string, version: number, path: string, value: any}} Left an answer that found no place in the newer version the draft was
 *   moved to, and where it stood; it never leaves the phone
 */

import { canonical } from '../lib/canonical.js';
import { content, generationOf, graft, historyOf, ranked, revisionsOf } from '../lib/revision.js';

/** @param {string} unit @param {string} id @returns {PaperRecord} */
export const newRecord = (unit, id) =>
  ({ unit, id, tree: {}, bodies: {}, deleted: [], edit: null, tried: [], receipts: {}, notes: {}, refusal: null });

/** The leaves, CouchDB's winner first. @param {PaperRecord} record */
export const leavesOf = (record) => ranked(record.tree, (rev) => record.deleted.includes(rev));

/**
 * The revision the person works on: his own last tried one, else the sent leaf, else the winner; '' when there is none.
 * @param {PaperRecord} record
 */
export function shownRevision(record) {
  const leaves = leavesOf(record);
  const mine = leaves.filter((rev) => record.tried.includes(rev));
  if (mine.length) return mine[0];
  const alive = leaves.filter((rev) => !record.deleted.includes(rev));
  return alive.find((rev) => record.bodies[rev]?.state === 'sent') ?? alive[0] ?? leaves[0] ?? '';
}

/** What the person sees, or null when there is nothing (left). @param {PaperRecord} record @returns {Body | null} */
export function shownBody(record) {
  if (record.edit) return record.edit.deleted ? null : record.edit.body;
  const rev = shownRevision(record);
  return rev && !record.deleted.includes(rev) ? (record.bodies[rev] ?? null) : null;
}

/**
 * Autosave: the untried edit is overwritten. `from`: the revision it goes on from, where that is not the one that is shown.
 * @param {PaperRecord} record @param {Body} body @param {string} at @param {boolean} [deleted] @param {string} [from]
 */
export function putEdit(record, body, at, deleted = false, from = shownRevision(record)) {
  const parent = record.edit ? record.edit.parent : from;
  const told = deleted ? body : withOthers(body, record.bodies[parent]);
  const refused = record.edit?.refused;
  record.edit = { parent, body: content({ ...told, _id: record.id }), at, ...(deleted && { deleted }), ...(refused && { refused }) };
}

/** A draft that was merged of several people's goes on being all of theirs, whoever writes in it next. @param {Body} body @param {Body | undefined} before */
function withOthers(body, before) {
  const { with: _, ...own } = body;
  if (before?.state !== 'draft') return own;
  const others = new Set([...(before.with ?? []), before.author]);
  others.delete(body.author);
  return others.size ? { ...own, with: [...others].sort() } : own;
}

/**
 * The edit has become the revision `rev` and is about to be sent. False when the edit has changed since `edit` was read.
 * @param {PaperRecord} record @param {Edit} edit @param {string} rev
 */
export function markTried(record, edit, rev) {
  if (!record.edit || record.edit.at !== edit.at || JSON.stringify(record.edit) !== JSON.stringify(edit)) return false;
  record.tree[rev] = edit.parent;
  record.bodies[rev] = edit.body;
  if (edit.deleted) record.deleted.push(rev);
  if (!record.tried.includes(rev)) record.tried.push(rev);
  record.edit = null;
  return true;
}

/** The documents of a record that still must go up, oldest first. @param {PaperRecord} record */
export const triedDocuments = (record) =>
  record.tried.filter((rev) => record.bodies[rev]).sort((a, b) => generationOf(a) - generationOf(b))
    .map((rev) => documentAt(record, rev));

/** @param {PaperRecord} record @param {string} rev @returns {Body} */
export const documentAt = (record, rev) => ({
  ...record.bodies[rev], _id: record.id, _rev: rev, _revisions: revisionsOf(record.tree, rev),
  ...(record.deleted.includes(rev) && { _deleted: true }),
});

/** The server has this revision. @param {PaperRecord} record @param {string} rev @param {Receipt} [receipt] */
export function confirm(record, rev, receipt) {
  record.tried = record.tried.filter((one) => one !== rev);
  if (receipt) record.receipts[rev] = receipt;
  if (!record.edit && !record.tried.length) record.refusal = null;
}

/**
 * The server has refused this revision (and keeps it in its inbox). It leaves the tree; what it says opens again as a draft,
 * held back until the person changes it.
 * @param {PaperRecord} record @param {string} rev @param {Refusal} refusal @param {string} at
 */
export function refuse(record, rev, refusal, at) {
  const body = record.bodies[rev];
  // Two windows that sent it at once are told twice: the second time it may be worked over, or signed anew, already.
  if (!body || !record.tried.includes(rev)) return;
  record.tried = record.tried.filter((one) => one !== rev);
  record.refusal = refusal;
  // A child of it may still be accepted: then the tree needs the place, never the words, which the child has in a newer form.
  delete record.bodies[rev];
  const hadChildren = isParent(record, rev), parent = hadChildren ? (record.tree[rev] ?? '') : uproot(record, rev);
  if (record.edit?.parent === rev) Object.assign(record.edit, { parent, refused: rev });
  else if (!record.edit && !hadChildren) record.edit = { parent, body: { ...body, state: 'draft' }, at, held: true, refused: rev };
}

/** @param {PaperRecord} record @param {string} rev */
const isParent = (record, rev) => Object.values(record.tree).includes(rev);

/** Take a refused leaf out of the tree, and the refused ones it stood on; gives what remains below. @param {PaperRecord} record @param {string} rev */
function uproot(record, rev) {
  let at = rev;
  while (at && !record.bodies[at] && !isParent(record, at)) {
    const parent = record.tree[at] ?? '';
    delete record.tree[at];
    record.deleted = record.deleted.filter((one) => one !== at);
    at = parent;
  }
  return at;
}

/**
 * What was refused has been taken in after all: it stands, or what was written since goes on from it; a draft never goes on from what was
 * sent, it lies beside it. @param {PaperRecord} record @param {string[]} way of what came, newest first
 */
function takenIn(record, way) {
  const { edit } = record, said = edit && canonical(edit.body.answers ?? {});
  if (!edit) return;
  const known = edit.refused && way.includes(edit.refused) ? edit.refused : edit.held && said === canonical(record.bodies[way[0]]?.answers ?? {}) ? way[0] : '';
  if (known && edit.held) record.edit = null;
  else if (known && record.bodies[known]?.state === 'draft') {
    edit.parent = known;
    delete edit.refused;
    record.refusal = null;
  }
}

/** A revision came from the server (`new_edits=false`). @param {PaperRecord} record @param {Body} document */
export function receive(record, document) {
  const way = historyOf(/** @type {any} */ (document)), rev = way[0];
  graft(record.tree, way);
  record.bodies[rev] ??= content(document);
  if (document._deleted && !record.deleted.includes(rev)) record.deleted.push(rev);
  takenIn(record, way);
  confirm(record, rev);
}
