/** Signing: once however often it is pressed, and known where it failed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { once, signing } from '../../../pwa/pages/signing.js';
import { Overtaken } from '../../../pwa/store/seen.js';

/** @param {() => Promise<void>} sign @param {boolean} [leaves] @param {() => Promise<void>} [look] */
function pressed(sign, leaves = true, look = async () => {}) {
  const seen = /** @type {string[]} */ ([]);
  const context = /** @type {any} */ ({ replicator: { now: () => seen.push('exchange') }, redraw: () => seen.push('draw') });
  return { seen, ...signing(context, sign, leaves ? () => seen.push('leave') : undefined, look) };
}

test('it is done once, sent, and the page is left', async () => {
  let count = 0;
  const { seen, press, failed } = pressed(async () => void (count += 1));
  await Promise.all([press(), press()]);
  await press();
  assert.deepEqual([count, seen], [1, ['draw', 'exchange', 'leave']]);
  assert.equal(failed(), '');
});

test('where the phone could not write it down that is known, nothing is sent, and it can be pressed again', async () => {
  let full = true;
  const { seen, press, failed } = pressed(async () => { if (full) throw new DOMException('no room', 'QuotaExceededError'); });
  await press();
  assert.deepEqual([seen, failed()], [['draw'], 'sign.failed']);
  full = false;
  await press();
  assert.deepEqual([seen.slice(1), failed()], [['draw', 'exchange', 'leave'], '']);
});

test('on a page that stays more can be signed', async () => {
  let count = 0;
  const { press } = pressed(async () => void (count += 1), false);
  await press();
  await press();
  assert.equal(count, 2);
});

test('what is not as it was shown is read anew, shown, and not signed', async () => {
  let reads = 0;
  const { seen, press, failed } = pressed(async () => { throw new Overtaken(); }, true, async () => void (reads += 1));
  await press();
  assert.deepEqual([seen, failed(), reads], [['draw'], 'sign.changed', 1]);
});

test('two taps begin one paper, and one that could not be begun can be tried again', async () => {
  let begun = 0, full = true;
  const begin = once(async () => void (begun += 1));
  await Promise.all([begin(), begin()]);
  assert.equal(begun, 1);
  const failing = once(async () => { if (full) throw new Error('no room'); begun += 1; });
  await assert.rejects(failing());
  full = false;
  await failing();
  assert.equal(begun, 2);
});
