// PouchDB from npm keeps a database on disk in step with one behind a server, while both are edited at random, until somebody kills it.
// Prints a line for each new document that one side or the other has acknowledged: "here" or "there", its id, its revision. Asked to
// end it edits nothing, waits until both tell the same, and prints one JSON report; what it must say is in
// tests/e2e/faults/test_killed_peers.py.
//
//   node tests/pwa/stranger/killed.js <database> <folder> <seed> [end]

import { join } from "node:path";
import PouchDB from "pouchdb";
import { chanceOf, editAtRandom } from "./edits.js";
import { keepInStep, OVER_THE_LINE, overlookLostQuestions } from "./line.js";
import { untilEqual, wholeOf } from "./whole.js";

const PATIENCE_MS = 60_000;
const PAUSE_MS = 20;
const IDS = Array.from({ length: 20 }, (_, n) => `shared:${String(n).padStart(2, "0")}`);

/** Edits that never end. What the other side does not take because it is gone is tried no more: nobody was told that it is there. */
async function editFor(/** @type {"here" | "there"} */ side, /** @type {any} */ db, /** @type {import("./edits.js").Chance} */ chance) {
  for (;;) {
    try {
      const data = Buffer.from(`Biên bản ${chance.below(1000)}`).toString("base64");
      // CouchDB packs text anew and tells another digest of it
      const files = chance.below(2) ? { _attachments: { [`${chance.hex()}.bin`]: { content_type: "application/octet-stream", data } } } : {};
      const { id, rev } = await db.put({ _id: `${side}:${chance.hex()}`, n: chance.below(1000), ...files });
      process.stdout.write(`${side} ${id} ${rev}\n`);
      await editAtRandom(db, IDS, chance, 3);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

overlookLostQuestions();
const [url, folder, seed, end] = process.argv.slice(2);
const local = new PouchDB(join(folder, "local")), remote = new PouchDB(url, OVER_THE_LINE);
const stop = keepInStep(local, remote, ({ doc }) => {
  throw new Error(`denied: ${JSON.stringify(doc)}`);
});
if (end) {
  await untilEqual(local, remote, PATIENCE_MS);
  await stop();
  const { push, pull } = await local.sync(remote);
  const again = { read: push.docs_read + pull.docs_read, written: push.docs_written + pull.docs_written };
  const report = { again, local: await wholeOf(local), remote: await wholeOf(remote) };
  await local.close();
  process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit());
} else {
  const chances = [chanceOf(Number(seed), true), chanceOf(Number(seed) + 1, true)];
  await Promise.all([editFor("here", local, chances[0]), editFor("there", remote, chances[1])]);
}
