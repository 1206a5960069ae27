// PouchDB from npm keeps the papers of two people of one unit live both ways over a line that breaks: drafts, sent papers, and
// some that are refused. Prints "cut" and "mend" as wishes for the line (and reads a line when done), then one JSON report; what
// it must say is in tests/server/couch/test_continuous_papers.py.
//
//   node tests/pwa/stranger/papers.js <file: {"people": [{"far", "near", "papers", "refused", "later"}, …], "send": […]}>
//
// `far` and `near` are a person's workspace over the line and beside it. `papers` and `refused` are written first, `later`
// while the line is cut; then too each paper of `send` takes the place of the first person's draft.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import PouchDB from "pouchdb";
import { OVER_THE_LINE, keepInStep, overlookLostQuestions } from "./line.js";
import { leavesOf } from "./leaves.js";
import { untilEqual, wholeOf } from "./whole.js";

const PATIENCE_MS = 60_000;
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** @param {"cut" | "mend"} wish */
async function ask(wish) {
  process.stdout.write(`${wish}\n`);
  await answers.next();
}

overlookLostQuestions();
const { people, send } = JSON.parse(await readFile(process.argv[2] ?? "", "utf8"));
const folder = await mkdtemp(join(tmpdir(), "papers-"));
const places = people.map((/** @type {any} */ person, /** @type {number} */ number) => {
  const local = new PouchDB(join(folder, String(number)));
  const denied = /** @type {Record<string, string>} */ ({});
  const note = (/** @type {any} */ { doc }) => void (denied[doc.id] = doc.reason);
  const stop = keepInStep(local, new PouchDB(person.far, OVER_THE_LINE), note);
  return { ...person, local, denied, stop, remote: new PouchDB(person.near, { skip_setup: true }) };
});

/** Everybody has what he may have: what the first round brought to the server comes to the others in the second. */
async function settled() {
  for (let round = 0; round < 2; round++) {
    for (const { local, remote, refused } of places) {
      await untilEqual(local, remote, PATIENCE_MS, new Set(refused.map((/** @type {any} */ paper) => paper._id)));
    }
  }
}

/** The server has put together what stood beside each other, which it does when it finds the time. */
async function merged() {
  const end = Date.now() + PATIENCE_MS;
  for (const { remote } of places) {
    while (await isApart(remote)) {
      if (Date.now() > end) throw new Error("a draft still stands beside what was sent");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** @param {any} db whether a document has a leaf that was sent and one that is a draft */
async function isApart(db) {
  const { results } = await db.changes({ style: "all_docs" });
  const several = results.filter((/** @type {any} */ row) => row.changes.length > 1);
  for (const { id } of several) {
    const { leaves } = await leavesOf(db, id);
    if (["sent", "draft"].every((state) => leaves.some((leaf) => !leaf.deleted && leaf.body.state === state))) return true;
  }
  return false;
}

for (const { local, papers, refused } of places) await local.bulkDocs([...papers, ...refused]);
await settled();
await ask("cut");
const [first, ...others] = places;
for (const paper of send) await first.local.put({ ...paper, _rev: (await first.local.get(paper._id))._rev });
for (const { local, later } of [first, ...others]) await local.bulkDocs(later);
await ask("mend");
await settled();
await merged();
await settled();

const told = [];
for (const { local, remote, denied, stop } of places) {
  await stop();
  told.push({ denied, local: await wholeOf(local), remote: await wholeOf(remote) });
  await local.close();
}
await rm(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify({ people: told })}\n`, () => process.exit());
