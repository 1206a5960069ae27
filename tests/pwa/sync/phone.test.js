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

test('a phone that never says how it is, or fails at it, sends all the same', async () => {
  for (const news of [() => new Promise(() => {}), async () => { throw new Error('the code for it cannot be had'); }, async () => null]) {
    const { store } = phone(), server = new Server();
    mock.timers.enable({ apis: ['setTimeout'] });
    const sent = exchange({ store, device: 'd', fetch: /** @type {any} */ (server.fetch), news });
    for (let n = 0; n < 100 && !server.requests.length; n++) {
      await new Promise((resolve) => setImmediate(resolve));
      mock.timers.tick(100);
    }
    mock.timers.reset();
    await sent;
    assert.deepEqual(server.requests.map((one) => 'phone' in one), [false]);
  }
});
