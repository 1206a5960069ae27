// A document as any peer can tell it: its winner and every leaf with its whole history. Two peers that tell the same are equal.

/**
 * @typedef {{ rev: string, deleted: boolean, revisions: string[], body: Record<string, unknown> }} Leaf
 * @typedef {{ id: string, winner: string, deleted: boolean, leaves: Leaf[] }} Told
 */

/**
 * @param {any} db a PouchDB, local or remote
 * @param {string} id
 * @returns {Promise<Told>}
 */
export async function leavesOf(db, id) {
  const found = await db.get(id, { open_revs: "all", revs: true });
  const leaves = found.map((/** @type {any} */ row) => leaf(row.ok));
  leaves.sort((/** @type {Leaf} */ one, /** @type {Leaf} */ other) => (one.rev < other.rev ? -1 : 1));
  const feed = await db.changes({ doc_ids: [id], style: "main_only" });
  const [row] = feed.results;
  return { id, winner: row.changes[0].rev, deleted: Boolean(row.deleted), leaves };
}

/**
 * @param {any} doc
 * @returns {Leaf}
 */
function leaf(doc) {
  const { start, ids } = doc._revisions;
  const body = Object.fromEntries(Object.entries(doc).filter(([name]) => !name.startsWith("_")));
  return {
    rev: doc._rev,
    deleted: Boolean(doc._deleted),
    revisions: ids.map((/** @type {string} */ hash, /** @type {number} */ place) => `${start - place}-${hash}`),
    body,
  };
}
