/** What a phone tells of itself: once, again when it has changed, and after six hours. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { exchange } from '../../../pwa/sync/exchange.js';
import { news } from '../../../pwa/sync/phone.js';
import { phone } from '../store/phone.js';
import { Server } from './server.js';

const HOUR = 3_600_000;

test('it is told at first, when something has changed, and after six hours', async () => {
  const { store } = phone();
  let now = 1_000_000_000_000;
  const ask = (/** @type {number} */ unsent) => news(store, unsent, () => now);
  const first = await ask(0);
  assert.equal(first?.said.unsent, 0);
  assert.equal(first?.said.push, 'none');
  assert.ok(await ask(0), 'what was not told is told again');
  await first?.told();
  assert.equal(await ask(0), null);
  assert.equal((await ask(3))?.said.unsent, 3);
  now += 6 * HOUR;
  assert.ok(await ask(0));
  now -= 9 * HOUR;
  assert.ok(await ask(0), 'a clock that was put back keeps nothing quiet');
});

test('it goes with the first request of an exchange, and counts as told once that came through', async () => {
  const { store } = phone(), server = new Server();
  const line = { store, device: 'd', fetch: /** @type {any} */ (server.fetch), news: (/** @type {number} */ unsent) => news(store, unsent) };
  await exchange(line);
  await exchange(line);
  assert.deepEqual(server.requests.map((one) => one.phone), [{ unsent: 0, push: 'none' }, undefined]);
});

test('a browser that never says how it is keeps no paper waiting', async () => {
  const { store } = phone();
  Object.defineProperty(globalThis, 'navigator', { value: { storage: { estimate: () => new Promise(() => {}) } }, configurable: true });
  mock.timers.enable({ apis: ['setTimeout'] });
  const asked = news(store, 1);
  mock.timers.tick(2_000);
  assert.equal(await asked, null);
  mock.timers.reset();
  Reflect.deleteProperty(globalThis, 'navigator');
});

test('a phone that cannot say how it is sends all the same', async () => {
  const { store } = phone(), server = new Server();
  await exchange({ store, device: 'd', fetch: /** @type {any} */ (server.fetch), news: async () => null });
  assert.equal(server.requests.length, 1);
  assert.equal('phone' in server.requests[0], false);
});
