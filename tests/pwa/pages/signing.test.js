/** Signing: once however often it is pressed, and known where it failed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signing } from '../../../pwa/pages/signing.js';

/** @param {() => Promise<void>} sign @param {boolean} [leaves] */
function pressed(sign, leaves = true) {
  const seen = /** @type {string[]} */ ([]);
  const context = /** @type {any} */ ({ replicator: { now: () => seen.push('exchange') }, redraw: () => seen.push('draw') });
  return { seen, ...signing(context, sign, leaves ? () => seen.push('leave') : undefined) };
}

test('it is done once, sent, and the page is left', async () => {
  let count = 0;
  const { seen, press, failed } = pressed(async () => void (count += 1));
  await Promise.all([press(), press()]);
  await press();
  assert.deepEqual([count, seen], [1, ['draw', 'exchange', 'leave']]);
  assert.equal(failed(), false);
});

test('where the phone could not write it down that is known, nothing is sent, and it can be pressed again', async () => {
  let full = true;
  const { seen, press, failed } = pressed(async () => { if (full) throw new DOMException('no room', 'QuotaExceededError'); });
  await press();
  assert.deepEqual([seen, failed()], [['draw'], true]);
  full = false;
  await press();
  assert.deepEqual([seen.slice(1), failed()], [['draw', 'exchange', 'leave'], false]);
});

test('on a page that stays more can be signed', async () => {
  let count = 0;
  const { press } = pressed(async () => void (count += 1), false);
  await press();
  await press();
  assert.equal(count, 2);
});
