// PouchDB from npm replicates live both ways over a line that breaks, while both ends are edited. Prints "cut" and "mend" when
// it wants the line cut for good or back (and reads a line when that is done), then one JSON report; what it must say is in
// tests/server/couch/test_continuous.py.
//
//   node tests/pwa/stranger/continuous.js <database over the line> <the same, near> <seed>

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import PouchDB from "pouchdb";
import { chanceOf, editAtRandom, editForCertain } from "./edits.js";
import { OVER_THE_LINE, keepInStep, overlookLostQuestions } from "./line.js";
import { untilEqual, wholeOf } from "./whole.js";

const PATIENCE_MS = 60_000;
const ROUNDS = 2;
const IDS = Array.from({ length: 40 }, (_, n) => `doc:${String(n).padStart(2, "0")}`);

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** @param {"cut" | "mend"} wish */
async function ask(wish) {
  process.stdout.write(`${wish}\n`);
  await answers.next();
}

/**
 * The same name with other bytes, again and again.
 * @param {any} db
 */
async function replaceFile(db) {
  const doc = await db.get("file").catch(() => ({ _id: "file", turn: 0 }));
  const data = Buffer.from(`Biên bản lần ${doc.turn}`).toString("base64");
  await db.put({ ...doc, turn: doc.turn + 1, _attachments: { "biên bản.txt": { content_type: "text/plain", data } } });
}

overlookLostQuestions();
const [far, near, seed] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "continuous-"));
try {
  const local = new PouchDB(join(folder, "local"));
  const remote = new PouchDB(near, { skip_setup: true });
  const chances = [chanceOf(Number(seed), true), chanceOf(Number(seed) + 1, true)];
  const edit = (/** @type {string[]} */ ids, /** @type {number} */ most) =>
    Promise.all([local, remote].map((db, place) => editAtRandom(db, ids, chances[place], most)));

  /** @type {() => Promise<void>} */
  let stop = async () => {};
  const denied = new Promise((_, reject) => {
    stop = keepInStep(local, new PouchDB(far, OVER_THE_LINE), ({ doc }) => reject(new Error(`denied: ${JSON.stringify(doc)}`)));
  });
  const scene = async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await edit(IDS, 60);
      await ask("cut");
      await edit(IDS.slice(0, 8), 25);
      await ask("mend");
    }
    await Promise.all([local, remote].map((db, place) => editForCertain(db, chances[place])));
    await untilEqual(local, remote, PATIENCE_MS);
    for (const db of [local, remote, local]) {
      await replaceFile(db);
      await untilEqual(local, remote, PATIENCE_MS);
    }
  };
  await Promise.race([scene(), denied]);
  await stop();

  const { push, pull } = await local.sync(remote);
  const again = { read: push.docs_read + pull.docs_read, written: push.docs_written + pull.docs_written };
  process.stdout.write(`${JSON.stringify({ again, local: await wholeOf(local), remote: await wholeOf(remote) })}\n`);
  await Promise.all([local.close(), remote.close()]);
} finally {
  answers.return?.();
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write("\n", () => process.exit());
