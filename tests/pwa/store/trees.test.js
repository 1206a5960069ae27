/** The phone's store and PouchDB agree: the same revisions give the same leaves, winner and histories, in any order. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { history } from '../../../pwa/lib/revision.js';
import { documentAt, leavesOf } from '../../../pwa/store/record.js';
import { paper, phone, UNIT } from './phone.js';

const GOLDEN = JSON.parse(readFileSync(new URL('../../fixtures/revisions/trees.json', import.meta.url), 'utf8'));
const ORACLE = fileURLToPath(new URL('../oracle/pouchdb-oracle.js', import.meta.url));

/** A small generator of chance that a seed repeats (mulberry32). @param {number} seed */
function chanceOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** @param {any[]} list @param {() => number} chance */
function shuffled(list, chance) {
  const mixed = [...list];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(chance() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
  }
  return mixed;
}

/** What the phone holds of a document, in the oracle's shape without bodies. @param {any} record */
function held(record) {
  const [winner] = leavesOf(record);
  const leaves = leavesOf(record).map((rev) => ({ rev, deleted: record.deleted.includes(rev), revisions: history(record.tree, rev) }));
  return { winner, deleted: record.deleted.includes(winner), leaves: leaves.sort((a, b) => (a.rev < b.rev ? -1 : 1)) };
}

/** @param {any} expected */
const bare = ({ winner, deleted, leaves }) => ({
  winner, deleted, leaves: leaves.map((/** @type {any} */ { rev, deleted: gone, revisions }) => ({ rev, deleted: gone, revisions })),
});

test('trees that PouchDB made come out the same on the phone, in the order they were made and in others', async () => {
  const chance = chanceOf(20261123);
  for (const { id, writes, expected } of GOLDEN) {
    for (const order of [writes, shuffled(writes, chance), shuffled(writes, chance)]) {
      const { store } = phone();
      for (const one of order) await store.receive([{ unit: UNIT, ...one }]);
      assert.deepEqual(held(await store.get(UNIT, id)), bare(expected), id);
      await store.close();
    }
  }
});

/** @param {{id: string, writes: any[]}[]} scripts @returns {Promise<any[]>} */
async function askPouchDB(scripts) {
  const oracle = spawn(process.execPath, [ORACLE]), /** @type {Buffer[]} */ told = [];
  oracle.stdout.on('data', (data) => told.push(data));
  oracle.stdin.end(scripts.map((script) => JSON.stringify(script)).join('\n'));
  const code = await new Promise((resolve) => oracle.on('close', resolve));
  assert.equal(code, 0);
  return Buffer.concat(told).toString('utf8').trim().split('\n').map((line) => JSON.parse(line));
}

test('random edits, lost replies, conflicts and deletions of two phones end as PouchDB ends them', async () => {
  const seed = Number(process.env.SOHOP_TEST_SEED ?? 824), chance = chanceOf(seed);
  console.log(`seed ${seed}`);
  const scripts = [], ends = [];
  for (let round = 0; round < 40; round++) {
    const id = `minutes:2026-11:regular:${(round % 90) + 1}`, name = `${id}#${round}`;
    const phones = [phone().store, phone().store];
    /** @type {Map<string, any>} */ const made = new Map();
    for (let step = 0; step < 12; step++) {
      const mine = chance() < 0.5 ? 0 : 1, store = phones[mine], act = chance();
      if (act < 0.55) await store.save(UNIT, id, paper({ text: `${round} ${step} ${mine}` }));
      else if (act < 0.65 && (await store.get(UNIT, id))) await store.remove(UNIT, id);
      else {
        // A request goes out; its reply is lost as often as not, and then the papers are tried again later.
        const docs = await store.takePending();
        for (const one of docs) made.set(one._rev, one);
        if (chance() < 0.5) await store.settle(docs.map((one) => ({ unit: UNIT, id: one._id, rev: one._rev, ok: true })));
        if (chance() < 0.6) await phones[1 - mine].receive(docs);
      }
    }
    for (const store of phones) for (const one of await store.takePending()) made.set(one._rev, one);
    const all = shuffled([...made.values()], chance);
    if (!all.length) continue;
    for (const store of phones) await store.receive(all);
    const records = await Promise.all(phones.map((store) => store.get(UNIT, id)));
    assert.deepEqual(held(records[0]), held(records[1]), 'the two phones differ');
    assert.equal(documentAt(/** @type {any} */ (records[0]), held(records[0]).winner)._id, id);
    scripts.push({ id: name, writes: all.map(({ unit: _unit, ...one }) => ({ ...one, _id: name })) });
    ends.push(held(records[0]));
  }
  assert.ok(scripts.length > 20 && ends.some(({ leaves }) => leaves.length > 1), 'no conflict was made: the test proved nothing');
  const answers = await askPouchDB(scripts);
  assert.deepEqual(ends, answers.map(bare));
});
