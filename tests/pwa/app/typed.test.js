/** What was being typed as the page was closed: put away at once, put into the paper at the next start, once. */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { shownBody } from '../../../pwa/store/record.js';
import { takeUp, typed } from '../../../pwa/app/typed.js';
import { MINUTES, paper, phone, sign, UNIT } from '../store/phone.js';

const WHO = 'lo-van-panh';

beforeEach(() => {
  const made = Object.defineProperties({}, {
    getItem: { value: (/** @type {string} */ key) => made[key] ?? null }, setItem: { value: (/** @type {string} */ key, /** @type {string} */ value) => void (made[key] = value) },
    removeItem: { value: (/** @type {string} */ key) => delete made[key] },
  });
  Object.defineProperty(globalThis, 'localStorage', { value: made, configurable: true });
});

/** A paper that was closed while its place was typed. @param {import('../../../pwa/store/store.js').Store} store */
async function closed(store) {
  const seen = await store.save(UNIT, MINUTES, paper({ place: 'một' })), place = typed(WHO);
  place.keep({ unit: UNIT, id: MINUTES, body: paper({ place: 'hai' }), seen });
  return place;
}

/** @param {import('../../../pwa/store/store.js').Store} store */
const kept = async (store) => shownBody(/** @type {any} */ (await store.get(UNIT, MINUTES)));

test('it is in the paper after the next start, and nowhere else', async () => {
  const { store } = phone(), place = await closed(store);
  await takeUp(store, WHO);
  assert.equal((await kept(store))?.answers.place, 'hai');
  assert.deepEqual(Object.keys(localStorage), []);
  assert.deepEqual([place.isTaken(), place.isTaken()], [true, false]);
});

test('what the page itself has saved in the end is not put in again', async () => {
  const { store } = phone(), place = await closed(store);
  place.drop();
  await takeUp(store, WHO);
  assert.deepEqual([(await kept(store))?.answers.place, place.isTaken()], ['một', false]);
});

test('it is his alone, and waits for him', async () => {
  const { store } = phone();
  await closed(store);
  await takeUp(store, 'lo-thi-inh');
  assert.deepEqual([(await kept(store))?.answers.place, Object.keys(localStorage).length], ['một', 1]);
});

test('what was signed meanwhile stays as it was signed', async () => {
  const { store } = phone();
  await closed(store);
  await sign(store, UNIT, [MINUTES]);
  await takeUp(store, WHO);
  assert.deepEqual([(await kept(store))?.answers.place, Object.keys(localStorage)], ['một', []]);
});

test('what the disk does not take stays where it is', async () => {
  const { store } = phone();
  await closed(store);
  store.save = async () => { throw new DOMException('no room', 'QuotaExceededError'); };
  await assert.rejects(takeUp(store, WHO));
  assert.equal(Object.keys(localStorage).length, 1);
});
