// Two databases that somebody else replicates, edited at random on both sides until both tell the same. Prints wishes ("cut" and
// "mend" the line, "restart" the second's server) and reads a line when each is done, then one JSON report; what it must say is
// in tests/server/couch/test_replicator.py.
//
//   node tests/pwa/stranger/between.js <one database> <the other> <seed>

import { createInterface } from "node:readline";
import PouchDB from "pouchdb";
import { chanceOf, editAtRandom, editForCertain } from "./edits.js";
import { untilEqual, wholeOf } from "./whole.js";

const PATIENCE_MS = 300_000;
const IDS = Array.from({ length: 40 }, (_, n) => `doc:${String(n).padStart(2, "0")}`);

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** @param {"start" | "cut" | "mend" | "restart"} wish */
async function ask(wish) {
  process.stdout.write(`${wish}\n`);
  await answers.next();
}

const [urls, seed] = [process.argv.slice(2, 4), Number(process.argv[4])];
const sides = urls.map((url, place) => ({ db: new PouchDB(url, { skip_setup: true }), chance: chanceOf(seed + place, false) }));
const edit = (/** @type {typeof sides} */ where, /** @type {string[]} */ ids, /** @type {number} */ most) =>
  Promise.all(where.map(({ db, chance }) => editAtRandom(db, ids, chance, most)));
const [one, other] = sides.map(({ db }) => db);

await edit(sides, IDS, 80);
await ask("start");
await edit(sides, IDS, 80);
await Promise.all([ask("restart"), edit(sides.slice(0, 1), IDS, 20)]);
await edit(sides, IDS, 40);
await ask("cut");
await Promise.all(sides.map(({ db, chance }) => editForCertain(db, chance)));
await edit(sides, IDS.slice(0, 8), 40);
await ask("mend");
await edit(sides, IDS, 40);
await untilEqual(one, other, PATIENCE_MS);
const report = { one: await wholeOf(one), other: await wholeOf(other) };
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit());
