// Three PouchDBs from npm hold one cell's papers for two people, and make conflicts of their own: sisters of leaves, edits of any leaf,
// edits by both people of one paper, deletions. They replicate at random with a server that merges. In the end each is in step with the
// server and no conflict is left; prints one JSON report, what it must say is in tests/server/couch/test_merged_peers.py.
//
//   node tests/pwa/stranger/merged.js <file: {"peers": [{"url", "username"}, …], "papers": […], "steps", "seed"}>
//
// `papers`: documents without author and revision, of which each peer begins those it has not.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PouchDB from "pouchdb";
import { chanceOf } from "./edits.js";
import { wholeOf } from "./whole.js";

const PATIENCE_MS = 120_000;
const { peers, papers, steps, seed } = JSON.parse(await readFile(process.argv[2] ?? "", "utf8"));
const chance = chanceOf(seed, true);
const folder = await mkdtemp(join(tmpdir(), "merged-"));
const places = peers.map((/** @type {any} */ peer, /** @type {number} */ number) => ({
  ...peer, device: `01JPEER${number}`, local: new PouchDB(join(folder, String(number))), remote: new PouchDB(peer.url, { skip_setup: true }), denied: new Set(),
}));
let words = 0;
/** @type {Set<string>} every word that stood in a leaf when it was offered to the server */
const offered = new Set();
const count = { edits: 0, sisters: 0, deletions: 0, conflicts: 0 };

/** @param {any} db @param {string} id */
async function livingLeaves(db, id) {
  try {
    const found = await db.get(id, { open_revs: "all", revs: true });
    return found.map((/** @type {any} */ row) => row.ok).filter((/** @type {any} */ doc) => doc && !doc._deleted);
  } catch (error) {
    if (/** @type {any} */ (error).status === 404) return [];
    throw error;
  }
}

/** The next version of a leaf, by the person of this place, with a word more. @param {any} place @param {any} doc */
function written(place, doc) {
  const answers = structuredClone(doc.answers), word = `chữ${(words += 1)}`;
  if (chance.below(2)) answers[doc.kind === "minutes" ? "speeches" : "agenda"].push({ _id: word, ...(doc.kind === "minutes" ? { gist: `Ý kiến ${word}.` } : { text: `Bàn ${word}` }) });
  else answers.place = `${answers.place} ${word}`;
  const others = new Set([...(doc.with ?? []), doc.author ?? place.username]);
  others.delete(place.username);
  const { with: _, ...body } = doc;
  return { ...body, ...(others.size ? { with: [...others].sort() } : {}), author: place.username, device: place.device, saved_at: "2026-11-03T21:40:00.000+07:00", answers };
}

/** @param {any} place @param {boolean} late whether there must have been some of everything by now */
async function edit(place, late) {
  const first = chance.pick(/** @type {any[]} */ (papers)), leaves = await livingLeaves(place.local, first._id);
  const leaf = leaves.length ? chance.pick(leaves) : null, any = chance.below(10);
  const kind = late && !count.deletions ? 3 : any;
  if (leaf && kind < 3) {
    // a sister of the leaf, as a peer makes that was edited in two places
    const { _revisions: told, ...body } = leaf, ids = [chance.hex(), ...told.ids.slice(1)];
    await place.local.bulkDocs([{ ...written(place, body), _rev: `${told.start}-${ids[0]}`, _revisions: { start: told.start, ids } }], { new_edits: false });
    count.sisters += 1;
  } else if (leaf && kind === 3 && leaf.author === place.username) {
    await place.local.put({ _id: leaf._id, _rev: leaf._rev, unit: leaf.unit, _deleted: true });
    count.deletions += 1;
  } else {
    const { _revisions: _, ...body } = leaf ?? first;
    await place.local.put(written(place, body));
    count.edits += 1;
  }
}

/** @param {any} place */
async function replicate(place) {
  for (const { _id } of papers) {
    const leaves = await livingLeaves(place.local, _id);
    if (leaves.length > 1) count.conflicts += 1;
    for (const word of JSON.stringify(leaves.map((/** @type {any} */ leaf) => leaf.answers)).match(/chữ[0-9]+/g) ?? []) offered.add(word);
  }
  await place.local.replicate.to(place.remote).on("denied", (/** @type {any} */ { doc }) => place.denied.add(doc.id));
  await place.local.replicate.from(place.remote);
}

/**
 * Whether this place holds what the server tells it, and no paper with two living leaves. What is deleted is left out: when another person
 * begins that paper anew, it is a draft of his, and this place is told nothing of it any more.
 * @param {any} place
 */
async function inStep(place) {
  const heads = async (/** @type {any} */ db) => JSON.stringify((await db.changes({ style: "all_docs" })).results
    .filter((/** @type {any} */ row) => !row.deleted).map((/** @type {any} */ row) => [row.id, row.changes.map((/** @type {any} */ one) => one.rev).sort()]).filter((/** @type {any} */ row) => !place.denied.has(row[0])).sort());
  for (const { _id } of papers) if (!place.denied.has(_id) && (await livingLeaves(place.local, _id)).length > 1) return false;
  return (await heads(place.local)) === (await heads(place.remote));
}

try {
  for (let step = 0; step < steps; step += 1) {
    const place = chance.pick(places);
    await (chance.below(3) ? edit(place, step > steps / 2) : replicate(place));
  }
  const until = Date.now() + PATIENCE_MS;
  for (let quiet = 0; quiet < 3; ) {
    for (const place of places) await replicate(place);
    quiet = (await Promise.all(places.map(inStep))).every(Boolean) ? quiet + 1 : 0;
    if (Date.now() > until) throw new Error(`never in step: ${JSON.stringify(await Promise.all(places.map(async (/** @type {any} */ one) => [await wholeOf(one.local), await wholeOf(one.remote)])))}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const told = [];
  for (const place of places) told.push({ denied: [...place.denied], local: await wholeOf(place.local) });
  process.stdout.write(`${JSON.stringify({ offered: [...offered], count, peers: told })}\n`);
  for (const place of places) await place.local.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write("\n", () => process.exit());
