// All that a peer can tell of its documents, the bytes of attachments included, and waiting until two peers tell the same.

import { createHash } from "node:crypto";
import { leavesOf } from "./leaves.js";

/**
 * @typedef {{ type: string, length: number, bytes: string, digest: string }} File
 * @typedef {import("./leaves.js").Leaf & { files: Record<string, File> }} WholeLeaf
 * @typedef {{ id: string, winner: string, deleted: boolean, leaves: WholeLeaf[] }} Whole
 */

/**
 * Every document, deleted ones too, by id.
 * @param {any} db
 * @returns {Promise<Whole[]>}
 */
export async function wholeOf(db) {
  const ids = (await db.changes({ style: "main_only" })).results.map((/** @type {any} */ row) => row.id).sort();
  const told = [];
  for (const id of ids) {
    const one = await leavesOf(db, id);
    const leaves = [];
    for (const leaf of one.leaves) leaves.push({ ...leaf, files: await filesOf(db, id, leaf.rev) });
    told.push({ ...one, leaves });
  }
  return told;
}

/**
 * @param {any} db
 * @param {string} id
 * @param {string} rev
 * @returns {Promise<Record<string, File>>}
 */
async function filesOf(db, id, rev) {
  const { _attachments: stubs = {} } = await db.get(id, { rev });
  /** @type {Record<string, File>} */
  const files = {};
  for (const name of Object.keys(stubs).sort()) {
    const data = Buffer.from(await db.getAttachment(id, name, { rev }));
    const { content_type: type, length, digest } = stubs[name];
    files[name] = { type, length, bytes: createHash("sha256").update(data).digest("hex"), digest };
  }
  return files;
}

/**
 * Every document and its leaves, in a word: cheap to ask again and again.
 * @param {any} db
 * @param {Set<string>} apart
 * @returns {Promise<string>}
 */
async function heads(db, apart) {
  const { results } = await db.changes({ style: "all_docs" });
  const shared = results.filter((/** @type {any} */ row) => !apart.has(row.id));
  const rows = shared.map((/** @type {any} */ row) => [row.id, ...row.changes.map((/** @type {any} */ one) => one.rev).sort()].join());
  return rows.sort().join("\n");
}

/**
 * Resolves when both tell the same leaves of the same documents, `apart` from some. Rejects after `patience` milliseconds.
 * @param {any} one
 * @param {any} other
 * @param {number} patience
 * @param {Set<string>} [apart] ids
 * @returns {Promise<void>}
 */
export async function untilEqual(one, other, patience, apart = new Set()) {
  const end = Date.now() + patience;
  for (;;) {
    const [here, there] = await Promise.all([heads(one, apart), heads(other, apart)]);
    if (here === there) return;
    if (Date.now() > end) throw new Error(`never equal:\n${lonely(here, there)}\n---\n${lonely(there, here)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @param {string} told @param {string} other */
const lonely = (told, other) => told.split("\n").filter((row) => !other.split("\n").includes(row)).join("\n");
