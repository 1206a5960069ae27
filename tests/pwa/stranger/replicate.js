// A stranger: PouchDB from npm, knowing nothing of us but CouchDB's protocol, replicates both ways with a real server.
// Prints one JSON report; what it must say is in tests/server/couch/test_stranger.py.
//
//   node tests/pwa/stranger/replicate.js http://alice:secret@127.0.0.1:8123/couch/ws-na-don

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PouchDB from "pouchdb";
import { leavesOf } from "./leaves.js";

const PATIENCE_MS = 30_000;

/**
 * Resolves when `holds` does, looking again after every change of `db`.
 * @param {any} db
 * @param {() => Promise<boolean>} holds
 * @param {string} what
 * @returns {Promise<void>}
 */
async function until(db, holds, what) {
  const feed = db.changes({ live: true, since: "now" });
  try {
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never: ${what}`)), PATIENCE_MS);
      const look = () => holds().then((yes) => yes && (clearTimeout(timer), resolve(undefined)), reject);
      feed.on("change", look);
      feed.on("error", reject);
      look();
    });
  } finally {
    feed.cancel();
  }
}

/**
 * @param {any} db
 * @param {string} id
 * @returns {Promise<any>} the winner, or null when it is deleted or unknown
 */
const read = (db, id) => db.get(id).catch((/** @type {any} */ error) => (error.status === 404 ? null : Promise.reject(error)));

/** @param {any} db @param {any} doc @param {object} body */
const edit = async (db, doc, body) => db.put({ _id: doc._id, _rev: doc._rev, ...body });

/** @param {any} local */
async function writeLocally(local) {
  for (let n = 0; n < 120; n++) await local.put({ _id: `local:${String(n).padStart(3, "0")}`, n, text: "Chi bộ bản Nà Đon" });
  await local.remove(await local.get("local:005"));
  const doc = await local.get("local:007");
  const { rev } = await edit(local, doc, { n: "edited" });
  await edit(local, { _id: doc._id, _rev: rev }, { n: "edited again" });
  const root = doc._rev.split("-")[1];
  // two more branches on the same parent: one lives, one was deleted
  for (const [hash, deleted] of [["f".repeat(32), false], ["e".repeat(32), true]]) {
    const ids = [hash, root];
    const branch = { _id: doc._id, _rev: `2-${hash}`, _revisions: { start: 2, ids }, _deleted: deleted, n: "conflict" };
    await local.bulkDocs([branch], { new_edits: false });
  }
}

/** @param {any} local @param {any} remote */
async function goLive(local, remote) {
  const sync = local.sync(remote, { live: true, retry: false, heartbeat: 500 });
  const failed = new Promise((_, reject) => sync.on("error", reject));
  const scene = async () => {
    await local.put({ _id: "live:from-local", n: 1 });
    await until(remote, async () => (await read(remote, "live:from-local"))?.n === 1, "the local document at the server");
    await remote.put({ _id: "live:from-remote", n: 1 });
    await until(local, async () => (await read(local, "live:from-remote"))?.n === 1, "the server's document here");
    await edit(local, await local.get("live:from-remote"), { n: 2 });
    await until(remote, async () => (await read(remote, "live:from-remote"))?.n === 2, "the edit at the server");
    await remote.remove(await remote.get("live:from-local"));
    await until(local, async () => (await read(local, "live:from-local")) === null, "the deletion here");
  };
  await Promise.race([scene(), failed]);
  await new Promise((resolve) => {
    sync.on("complete", resolve);
    sync.cancel();
  });
}

/** @param {any} one @param {any} other @param {any} remote */
async function conflictOfTwo(one, other, remote) {
  await one.put({ _id: "two", text: "first" });
  await one.sync(remote);
  await other.sync(remote);
  await edit(one, await one.get("two"), { text: "one" });
  await edit(other, await other.get("two"), { text: "other" });
  await one.sync(remote);
  await other.sync(remote);
  await one.sync(remote);
}

const url = process.argv[2] ?? "";
const folder = await mkdtemp(join(tmpdir(), "stranger-"));
try {
  const one = new PouchDB(join(folder, "one"));
  const other = new PouchDB(join(folder, "other"));
  const remote = new PouchDB(url);
  await writeLocally(one);
  await one.sync(remote, { batch_size: 25 });
  const again = await one.sync(remote);
  await conflictOfTwo(one, other, remote);
  await goLive(one, remote);

  const denied = /** @type {string[]} */ ([]);
  await one.bulkDocs([{ _id: "denied:1", refuse: true }, { _id: "not-denied:1", n: 1 }]);
  await one.replicate.to(remote).on("denied", (/** @type {any} */ error) => denied.push(error.reason));
  await one.replicate.from(remote);
  await other.sync(remote);

  const ids = (await one.changes({ style: "all_docs" })).results.map((/** @type {any} */ row) => row.id).sort();
  const shared = ids.filter((/** @type {string} */ id) => !id.startsWith("denied:"));
  const tell = async (/** @type {any} */ db) => Promise.all(shared.map((/** @type {string} */ id) => leavesOf(db, id)));
  const counts = { read: again.pull.docs_read + again.push.docs_read, written: again.pull.docs_written + again.push.docs_written };
  const report = { again: counts, denied, one: await tell(one), other: await tell(other), remote: await tell(remote) };
  process.stdout.write(JSON.stringify(report));
  await Promise.all([one.close(), other.close(), remote.close()]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
