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

test('send pressed while a try is under way: where that fails the next comes at once, not after the wait', async () => {
  standStill();
  const tries = [];
  const one = replicator(() => new Promise((_, reject) => tries.push(() => reject(Object.assign(new Error(), { code: 'no_signal' })))), { random: () => 1 });
  for (let n = 0; n < 5; n++) {
    const done = one.now();
    for (let turn = 0; turn < 10; turn++) await null;
    if (n === 4) void one.now();
    tries[n]();
    await done;
  }
  assert.equal(wait(one), 0);
  mock.timers.tick(1);
  for (let turn = 0; turn < 10; turn++) await null;
  assert.equal(tries.length, 6);
  tries[5]();
});

/** Locks as the standard has them (W3C, Web Locks API): one holder at a time, in the order of asking; one who would not wait gets null, and
 * one who waits no longer an AbortError. */
class Locks {
  /** @type {Map<string, Promise<unknown>>} */ held = new Map();

  request(name, { ifAvailable = false, signal }, work) {
    const before = this.held.get(name);
    if (before && ifAvailable) return work(null);
    const given = new Promise((resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const done = (before ? Promise.race([before, given]) : Promise.resolve()).then(() => work({ name })), ended = Promise.allSettled([before, done]);
    this.held.set(name, ended);
    void ended.then(() => this.held.get(name) === ended && this.held.delete(name));
    return done;
  }
}

test('while another tab sends, a try waits for it and follows at once', async () => {
  Object.assign(globalThis.navigator, { locks: new Locks() });
  const seen = [];
  let finish = () => {};
  const there = replicator(() => (seen.push('there'), new Promise((resolve) => { finish = () => resolve(TOLD); })));
  const here = replicator(async () => (seen.push('here'), TOLD));
  const first = there.now();
  for (let turn = 0; turn < 10; turn++) await null;
  const second = here.now();
  for (let turn = 0; turn < 10; turn++) await null;
  assert.deepEqual(seen, ['there']);
  finish();
  await Promise.all([first, second]);
  assert.deepEqual(seen, ['there', 'here']);
  assert.equal(here.status.lastResult, 'ok');
  delete globalThis.navigator.locks;
});

test('another tab that hangs is waited for one minute, each time', async () => {
  standStill();
  Object.assign(globalThis.navigator, { locks: new Locks() });
  let runs = 0;
  const there = replicator(() => new Promise(() => {})), here = replicator(async () => (runs += 1, TOLD));
  void there.now();
  for (let n = 1; n < 3; n++) {
    const done = here.now();
    for (let turn = 0; turn < 10; turn++) await null;
    mock.timers.tick(59_999);
    for (let turn = 0; turn < 10; turn++) await null;
    assert.equal(runs, n - 1);
    mock.timers.tick(1);
    await done;
    assert.deepEqual([runs, here.status.lastResult], [n, 'ok']);
  }
  delete globalThis.navigator.locks;
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
  const one = replicator(async ({ onUnits }) => { onUnits([{ id: 'u' }]); return TOLD; }, { onUnits: (given) => units.push(...given) });
  await one.now();
  await one.now();
  assert.deepEqual([one.status.up, one.status.down, units.length], [20, 40, 2]);
});

test('a line that carries something before it breaks is tried again soon, and its bytes count', async () => {
  standStill();
  const cut = async () => { throw Object.assign(new Error(), { code: 'no_signal', told: { up: 7, down: 9, sent: 0, came: 3 } }); };
  const one = replicator(cut);
  for (let n = 0; n < 4; n++) await one.now();
  assert.equal(wait(one), 2.5);
  assert.deepEqual([one.status.lastResult, one.status.up, one.status.down], ['no_signal', 28, 36]);
});

test('what it learnt of the line lasts from one exchange to the next', async () => {
  const given = [], one = replicator(async ({ batch }) => { given.push(batch); return TOLD; });
  await one.now();
  await one.now();
  assert.ok(given[0] && given[0] === given[1]);
});

test('a disk that keeps no status does not stop the sending', async () => {
  const one = replicator(async () => TOLD, { store: { setMeta: async () => { throw new Error('QuotaExceededError'); } } });
  await one.now();
  assert.equal(one.status.lastResult, 'ok');
  assert.ok(one.status.nextTry);
});

test('a disk that never answers keeps the next try from nothing', async () => {
  let runs = 0;
  const one = replicator(async () => (runs++, TOLD), { store: { setMeta: () => new Promise(() => {}) } });
  await one.now();
  await one.now();
  assert.equal(runs, 2);
});

test('listeners are told at the beginning and at the end', async () => {
  const one = replicator(async () => TOLD), heard = [];
  one.subscribe(() => heard.push(one.status.sending));
  await one.now();
  assert.equal(heard[0], true);
  assert.equal(heard.at(-1), false);
});

test('what travels after the text goes only when the text has gone, and its failure is not the text\'s', async () => {
  standStill();
  const seen = [];
  let run = failing('no_signal');
  const one = replicator((line) => run(line), { after: async () => (seen.push('after'), { up: 5, failed: true }) });
  await one.now();
  assert.deepEqual(seen, []);
  run = async () => (seen.push('text'), TOLD);
  await one.now();
  assert.deepEqual(seen, ['text', 'after']);
  assert.deepEqual([one.status.lastResult, one.status.up], ['ok', 15]);
  assert.equal(wait(one), 2.5, 'it tries again soon');
});

test('photos that do not move at all are tried less and less often; any progress begins anew', async () => {
  standStill();
  let up = 0;
  const one = replicator(async () => TOLD, { random: () => 1, after: async () => ({ up, failed: true }) }), waits = [];
  for (let n = 0; n < 3; n++) {
    await one.now();
    waits.push(wait(one));
  }
  up = 16384;
  await one.now();
  assert.deepEqual([...waits, wait(one)], [5, 10, 20, 5]);
});

test('text that is to be sent stops what travels after it and goes at once', async () => {
  standStill();
  const seen = [];
  const after = async (/** @type {() => boolean} */ stop) => {
    seen.push(stop());
    void one.now();
    seen.push(stop());
    return { up: 0, failed: false };
  };
  const one = replicator(async () => TOLD, { after });
  await one.now();
  assert.deepEqual(seen, [false, true]);
  assert.equal(wait(one), 0);
});

test('code for it that cannot be had is no failure', async () => {
  const one = replicator(async () => TOLD, { after: async () => { throw new TypeError('no signal'); } });
  await one.now();
  assert.equal(one.status.lastResult, 'ok');
});

test('what is written while photos go is planned as ever', async () => {
  standStill();
  let written = () => {};
  const after = async () => {
    written();
    return null;
  };
  Object.assign(globalThis, { addEventListener() {}, removeEventListener() {}, document: { addEventListener() {}, removeEventListener() {}, visibilityState: 'visible' } });
  const one = replicator(async () => TOLD, { after, store: { subscribe: (/** @type {any} */ listener) => ((written = listener), () => {}) } });
  await one.start();
  await one._running;
  assert.equal(wait(one), 4);
  one.stop();
});

test('papers are not sent while another person is logged in', async () => {
  standStill();
  let asked = 0, isHere = false;
  const one = replicator(async () => (asked++, TOLD), { mayExchange: () => isHere });
  await one.now();
  assert.deepEqual([asked, one.status.sending], [0, false]);
  isHere = true;
  await one.now();
  assert.equal(asked, 1);
});

test('it begins where the disk does not tell how it went the last time, and leaves to another window what that has written', async () => {
  standStill();
  /** @type {(changed: any[], elsewhere: boolean) => void} */ let tell = () => {};
  const events = new EventTarget();
  Object.assign(globalThis, { document: new EventTarget(), addEventListener: events.addEventListener.bind(events), removeEventListener: events.removeEventListener.bind(events) });
  const one = replicator(async () => TOLD, { store: { meta: async () => { throw new Error('no disk'); }, subscribe: (/** @type {any} */ listener) => (tell = listener, () => {}) } });
  await one.start();
  await one.now();
  assert.equal(one.status.lastResult, 'ok');
  await new Promise((resolve) => setImmediate(resolve));
  clearTimeout(one._timer);
  one.status.nextTry = null;
  tell([{}], true);
  assert.equal(one.status.nextTry, null);
  tell([{}], false);
  assert.equal(wait(one), 4);
  one.stop();
});
