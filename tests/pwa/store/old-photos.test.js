/** Photos leave the phone only long after the receipt of every paper that names them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PHOTOS } from '../../../pwa/store/database.js';
import { DAYS_KEPT, pruneOldPhotos } from '../../../pwa/store/old-photos.js';
import { getPhoto, keepPhoto, markSafe } from '../../../pwa/store/photos.js';
import { MINUTES, paper, phone, sign, UNIT } from './phone.js';

const RECEIVED = '2026-11-03T21:41:00+07:00', LATER = Date.parse(RECEIVED) + DAYS_KEPT * 86_400_000, TAKEN = '2026-11-03T21:00:00.000+07:00';

/** A photo whose paper was sent, and received unless `received` is false; safe on the server unless `safe` is false. */
async function sent({ safe = true, received = true } = {}) {
  const { store } = phone(), named = await keepPhoto(store, UNIT, Uint8Array.from([1, 2, 3]).buffer, TAKEN);
  await store.save(UNIT, MINUTES, paper({ photos: [named] }));
  await sign(store, UNIT, [MINUTES]);
  if (safe) await markSafe(store, UNIT, named.digest);
  if (received) {
    const [document] = await store.takePending();
    await store.settle([{ unit: UNIT, id: MINUTES, rev: document._rev, ok: true, receipt: { number: '7K3M-2QXD', received_at: RECEIVED } }]);
  }
  return { store, named, isHere: async () => (await getPhoto(store, UNIT, named.digest)) !== null };
}

test('a photo goes when its days after the receipt are over, and not a moment before', async () => {
  const { store, isHere } = await sent();
  assert.equal(await pruneOldPhotos(store, LATER - 1), 0);
  assert.equal(await isHere(), true);
  assert.equal(await pruneOldPhotos(store, LATER), 1);
  assert.equal(await isHere(), false);
});

test('without a receipt it stays for ever, though the server has it whole', async () => {
  const { store, isHere } = await sent({ received: false });
  await pruneOldPhotos(store, LATER * 2);
  assert.equal(await isHere(), true);
});

test('what the server has not said it has whole stays, whatever receipt there is', async () => {
  const { store, isHere } = await sent({ safe: false });
  await pruneOldPhotos(store, LATER * 2);
  assert.equal(await isHere(), true);
});

test('a second paper that names it and has not been received keeps it', async () => {
  const { store, named, isHere } = await sent();
  await store.save(UNIT, 'minutes:2026-12:regular:1', paper({ photos: [named] }));
  await pruneOldPhotos(store, LATER * 2);
  assert.equal(await isHere(), true);
});

test('a photo the server refused, or that no paper names, is not taken away here', async () => {
  const { store, named, isHere } = await sent(), photo = await getPhoto(store, UNIT, named.digest);
  await store.database.run('readwrite', (tx) => void tx.objectStore(PHOTOS).put({ ...photo, refused: 'photo_malformed' }), [PHOTOS]);
  const other = await keepPhoto(store, UNIT, Uint8Array.from([9]).buffer, TAKEN);
  await markSafe(store, UNIT, other.digest);
  await pruneOldPhotos(store, LATER * 2);
  assert.equal(await isHere(), true);
  assert.ok(await getPhoto(store, UNIT, other.digest));
});
