/** A page that is left in the middle of its work lets go of the database, and does that work when it is shown again. */

import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IDBFactory } from 'fake-indexeddb';

import { Database, META, wait } from '../../../pwa/store/database.js';

/** Two values, one after the other, in one transaction; `between` is called in the middle. @param {Database} database @param {() => void} [between] */
const writeBoth = (database, between = () => {}) => database.run('readwrite', async (tx) => {
  const meta = tx.objectStore(META);
  await wait(meta.put('new', 'first'));
  between();
  await wait(meta.put('new', 'second'));
});

/** @param {Database} database */
const both = (database) => database.run('readonly', (tx) => Promise.all(['first', 'second'].map((name) => wait(tx.objectStore(META).get(name)))));

test('what it was at is undone, holds up no other page, and is done when the page is shown again', async () => {
  const factory = new IDBFactory(), here = new Database('papers', factory);
  let times = 0, isDone = false;
  const writing = writeBoth(here, () => (times++ || here.letGo())).then(() => (isDone = true));
  const next = new Database('papers', factory);
  assert.deepEqual(await both(next), [undefined, undefined]);
  await next.run('readwrite', (tx) => wait(tx.objectStore(META).put('next', 'first')));
  assert.equal(isDone, false);
  here.takeUp();
  await writing;
  assert.equal(times, 2);
  assert.deepEqual(await both(next), ['new', 'new']);
});

test('what is begun while it is left waits until it is shown again', async () => {
  const factory = new IDBFactory(), here = new Database('papers', factory);
  await both(here);
  here.letGo();
  let isDone = false;
  const writing = writeBoth(here).then(() => (isDone = true));
  const next = new Database('papers', factory);
  assert.deepEqual(await both(next), [undefined, undefined]);
  assert.equal(isDone, false);
  here.takeUp();
  await writing;
  assert.deepEqual(await both(next), ['new', 'new']);
});

test('a fault in the work is told as it is', async () => {
  const here = new Database('papers', new IDBFactory());
  await assert.rejects(here.run('readwrite', () => Promise.reject(new RangeError('a fault of ours'))), RangeError);
  await assert.rejects(here.run('readwrite', (tx) => tx.abort()), { name: 'AbortError' });
});
