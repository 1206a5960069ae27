// What PouchDB makes of revisions that arrive in a given order: the oracle our own stores are compared with.
//
// stdin:  one JSON line per document: {"id": "…", "writes": [{"_id", "_rev", "_revisions", "_deleted"?, …}, …]}
// stdout: one JSON line per document: {"id", "winner", "deleted", "leaves": [{"rev", "deleted", "revisions": ["3-…", …], "body"}]}
//         with the leaves sorted by revision.
//
//   node tests/pwa/oracle/pouchdb-oracle.js < scripts.jsonl > answers.jsonl

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import PouchDB from "pouchdb";
import { leavesOf } from "../stranger/leaves.js";

/** @typedef {{ id: string, writes: Record<string, unknown>[] }} Script */

/** @returns {Promise<Script[]>} */
async function readScripts() {
  const scripts = [];
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim()) scripts.push(JSON.parse(line));
  }
  return scripts;
}

const folder = await mkdtemp(join(tmpdir(), "oracle-"));
try {
  const scripts = await readScripts();
  const db = new PouchDB(join(folder, "oracle"));
  const rounds = Math.max(0, ...scripts.map((script) => script.writes.length));
  // The n-th write of every document goes in one batch: documents do not touch each other, and each keeps its order.
  for (let round = 0; round < rounds; round++) {
    const docs = scripts.flatMap((script) => script.writes.slice(round, round + 1));
    const errors = await db.bulkDocs(docs, { new_edits: false });
    if (errors.length) throw new Error(`PouchDB refused: ${JSON.stringify(errors[0])}`);
  }
  for (const { id } of scripts) process.stdout.write(`${JSON.stringify(await leavesOf(db, id))}\n`);
  await db.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
