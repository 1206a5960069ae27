/** What goes into a request: order, and how much. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Batch } from '../../../pwa/sync/batch.js';

/** @param {string} id @param {Record<string, any>} [more] */
const doc = (id, { bytes = 100, day = '2026-11-03', state = 'sent', rev = '1-a' } = {}) =>
  ({ unit: 'u', _id: id, _rev: rev, state, saved_at: `${day}T20:00:00+07:00`, text: 'x'.repeat(bytes) });
const ids = (documents) => documents.map((one) => one._id);
const many = (count, bytes) => Array.from({ length: count }, (_, n) => doc(`p${n}`, { bytes }));

test('sent before drafts, newer days before older, small before large within a day', () => {
  const waiting = [
    doc('draft', { state: 'draft', day: '2026-11-09' }), doc('old', { day: '2026-10-01' }), doc('large', { bytes: 9000 }), doc('small'),
    doc('new', { day: '2026-11-04', bytes: 500 }),
  ];
  assert.deepEqual(ids(new Batch().ordered(waiting)), ['new', 'small', 'large', 'old', 'draft']);
});

test('equals stay in their order, and the revisions of one paper together and in theirs', () => {
  const waiting = [doc('b'), doc('a', { rev: '1-x', day: '2026-10-01' }), doc('a', { rev: '2-y' }), doc('c')];
  const ordered = new Batch().ordered(waiting);
  assert.deepEqual(ordered.map((one) => `${one._id} ${one._rev}`), ['b 1-a', 'c 1-a', 'a 1-x', 'a 2-y']);
});

test('a line that breaks halves the bytes, down to one document', () => {
  const batch = new Batch(), waiting = many(100, 1000), counts = [];
  for (let n = 0; n < 8; n++) {
    const docs = batch.take(waiting);
    counts.push(docs.length);
    batch.failed(docs);
  }
  assert.equal(counts[0], 100);
  for (let n = 1; n < counts.length; n++) assert.ok(counts[n] <= Math.ceil(counts[n - 1] / 2), counts.join());
  assert.equal(counts.at(-1), 1);
});

test('after it broke it grows in small steps up to there, then in large ones, up to where it began', () => {
  const batch = new Batch(), waiting = many(40, 1000), began = batch.bytes;
  batch.failed(waiting);
  const half = batch.bytes;
  assert.ok(half < 25_000);
  batch.succeeded(waiting);
  const small = batch.bytes - half;
  assert.ok(small > 0);
  for (let n = 0; n < 12; n++) batch.succeeded(waiting);
  const before = batch.bytes;
  batch.succeeded(waiting);
  assert.ok(batch.bytes - before > 4 * small);
  for (let n = 0; n < 100; n++) batch.succeeded(waiting);
  assert.equal(batch.bytes, began);
});

test('an exchange without papers teaches nothing', () => {
  const batch = new Batch(), began = batch.bytes;
  batch.failed(many(40, 1000));
  const half = batch.bytes;
  batch.failed([]);
  batch.succeeded([]);
  assert.ok(half < began);
  assert.equal(batch.bytes, half);
});

test('a paper that breaks the line all alone goes behind the others until it has passed', () => {
  const batch = new Batch(), waiting = [doc('fresh'), doc('old', { day: '2026-01-01' }), doc('draft', { state: 'draft' })];
  batch.failed([waiting[0]]);
  assert.deepEqual(ids(batch.ordered(waiting)), ['old', 'draft', 'fresh']);
  batch.succeeded([waiting[0]]);
  assert.deepEqual(ids(batch.ordered(waiting)), ['fresh', 'old', 'draft']);
});

test('on a line that carries no more than one small paper, every paper that can pass does', () => {
  const batch = new Batch();
  let waiting = [doc('huge', { bytes: 50_000, day: '2026-11-30' }), ...many(10, 1000), doc('ancient', { bytes: 900, day: '2001-01-01' })];
  for (let tries = 0; tries < 60 && waiting.length > 1; tries++) {
    const docs = batch.take(batch.ordered(waiting));
    if (JSON.stringify(docs).length > 1500) batch.failed(docs);
    else {
      batch.succeeded(docs);
      waiting = waiting.filter((one) => !docs.includes(one));
    }
  }
  assert.deepEqual(ids(waiting), ['huge']);
});
