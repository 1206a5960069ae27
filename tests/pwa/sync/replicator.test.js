/** When the phone tries: one exchange at a time, longer and longer after failures, never an exception. */

import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { Replicator } from '../../../pwa/sync/replicator.js';

// A browser without locks: versions of Node differ in what they have here.
Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });

const TOLD = { up: 10, down: 20, sent: 1, came: 0 };
const failing = (code) => async () => { throw Object.assign(new Error(code), { code }); };
const started = [];

/** @param {any} exchange @param {Record<string, any>} [more] */
function replicator(exchange, more = {}) {
  const store = { meta: async () => null, setMeta: async () => {}, subscribe: () => () => {}, ...more.store };
  const made = new Replicator(store, 'd', { exchange, random: () => 0, ...more });
  started.push(made);
  return made;
}

/** Seconds until the next try, while the clock stands still. */
const wait = ({ status }) => (Date.parse(status.nextTry) - Date.now()) / 1000;
const standStill = () => mock.timers.enable({ apis: ['Date', 'setTimeout'], now: Date.UTC(2026, 10, 3) });

afterEach(() => {
  for (const one of started.splice(0)) clearTimeout(one._timer);
  mock.timers.reset();
});

test('after each failure it waits twice as long, up to five minutes', async () => {
  standStill();
  const one = replicator(failing('no_signal'), { random: () => 1 }), waits = [];
  for (let n = 0; n < 9; n++) {
    await one.now();
    waits.push(wait(one));
  }
  assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('chance takes up to half of the wait away', async () => {
  standStill();
  const one = replicator(failing('no_signal'), { random: () => 0 });
  await one.now();
  assert.equal(wait(one), 2.5);
});

test('a success ends the waiting', async () => {
  standStill();
  let run = failing('no_signal');
  const one = replicator((line) => run(line));
  for (let n = 0; n < 4; n++) await one.now();
  run = async () => TOLD;
  await one.now();
  assert.equal(one.status.lastResult, 'ok');
  assert.equal(wait(one), 300);
  run = failing('no_signal');
  await one.now();
  assert.equal(wait(one), 2.5);
});

test('the planned try comes', async () => {
  standStill();
  let runs = 0;
  const one = replicator(async () => { runs += 1; throw Object.assign(new Error(), { code: 'no_signal' }); });
  await one.now();
  mock.timers.tick(2499);
  assert.equal(runs, 1);
  mock.timers.tick(1);
  for (let turn = 0; turn < 10; turn++) await null;
  assert.equal(runs, 2);
});

test('two at once are one, and one more after it', async () => {
  standStill();
  let runs = 0, finish = () => {};
  const one = replicator(() => { runs += 1; return new Promise((resolve) => { finish = () => resolve(TOLD); }); });
  const first = one.now(), second = one.now();
  assert.equal(first, second);
  for (let turn = 0; turn < 10; turn++) await null;
  finish();
  await first;
  assert.equal(runs, 1);
  mock.timers.tick(1);
  for (let turn = 0; turn < 10; turn++) await null;
  assert.equal(runs, 2);
  finish();
});

test('it says what happened, in codes of the table', async () => {
  const one = replicator(failing('session_missing'));
  await one.now();
  assert.deepEqual([one.status.sending, one.status.lastResult, one.status.lastSuccess], [false, 'session_missing', null]);
  const other = replicator(async () => { throw new TypeError('a fault of ours'); });
  await other.now();
  assert.equal(other.status.lastResult, 'internal');
});

test('bytes add up, new units are handed on', async () => {
  const units = [];
  const one = replicator(async () => ({ ...TOLD, units: [{ id: 'u' }] }), { onUnits: (given) => units.push(...given) });
  await one.now();
  await one.now();
  assert.deepEqual([one.status.up, one.status.down, units.length], [20, 40, 2]);
});

test('a disk that keeps no status does not stop the sending', async () => {
  const one = replicator(async () => TOLD, { store: { setMeta: async () => { throw new Error('QuotaExceededError'); } } });
  await one.now();
  assert.equal(one.status.lastResult, 'ok');
  assert.ok(one.status.nextTry);
});

test('listeners are told at the beginning and at the end', async () => {
  const one = replicator(async () => TOLD), heard = [];
  one.subscribe(() => heard.push(one.status.sending));
  await one.now();
  assert.equal(heard[0], true);
  assert.equal(heard.at(-1), false);
});
