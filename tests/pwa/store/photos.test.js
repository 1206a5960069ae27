/** Photos on the phone: kept beside the papers, waiting while a paper names them, swept when none does. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IDBFactory } from 'fake-indexeddb';

import { Database, PHOTOS } from '../../../pwa/store/database.js';
import { digestOf, dropPhoto, exportPhotos, getPhoto, hasRoom, keepPhoto, markSafe, releasePhoto, subscribePhotos, sweepPhotos, waitingPhotos } from '../../../pwa/store/photos.js';
import { MINUTES, UNIT, paper, phone, sign } from './phone.js';

const TAKEN = '2026-11-03T21:00:00.000+07:00';
const bytes = (/** @type {number} */ first) => Uint8Array.from([first, 2, 3, 255]).buffer;

test('a photo is named by the SHA-256 of its bytes', async () => {
  assert.equal(await digestOf(new Uint8Array().buffer), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  const { store } = phone();
  const named = await keepPhoto(store, UNIT, bytes(1), TAKEN);
  assert.deepEqual(named, { digest: await digestOf(bytes(1)), bytes: 4, type: 'image/jpeg', taken_at: TAKEN });
  assert.deepEqual(new Uint8Array((await getPhoto(store, UNIT, named.digest))?.data ?? new ArrayBuffer()), new Uint8Array(bytes(1)));
  assert.equal(await getPhoto(store, 'chi-bo-ban-pa-pe', named.digest), null);
});

test('a photo waits only while a paper names it, and until the server has it', async () => {
  const { store } = phone();
  const one = await keepPhoto(store, UNIT, bytes(1), TAKEN), other = await keepPhoto(store, UNIT, bytes(2), TAKEN);
  assert.deepEqual(await waitingPhotos(store), []);
  await store.save(UNIT, MINUTES, paper({ photos: [one, other] }));
  assert.equal((await waitingPhotos(store)).length, 2);
  await markSafe(store, UNIT, one.digest);
  assert.deepEqual((await waitingPhotos(store)).map(({ digest }) => digest), [other.digest]);
  await keepPhoto(store, UNIT, bytes(1), TAKEN);
  assert.equal((await waitingPhotos(store)).length, 1, 'the same picture taken in again is still on the server');
  await dropPhoto(store, UNIT, other.digest);
  assert.deepEqual(await waitingPhotos(store), []);
  assert.equal(await store.hasPhotos(), false);
});

test('a photo of a paper that is on its way still waits', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ photos: [await keepPhoto(store, UNIT, bytes(1), TAKEN)] }));
  await sign(store, UNIT, [MINUTES]);
  await store.takePending();
  assert.equal((await waitingPhotos(store)).length, 1);
});

test('what no paper has named for a day is swept, and nothing else', async () => {
  const { store } = phone();
  const named = await keepPhoto(store, UNIT, bytes(1), TAKEN), young = await keepPhoto(store, UNIT, bytes(2), TAKEN), old = await keepPhoto(store, UNIT, bytes(3), TAKEN);
  await store.save(UNIT, MINUTES, paper({ photos: [named] }));
  for (const { digest } of [named, old]) {
    const photo = await getPhoto(store, UNIT, digest);
    await store.database.run('readwrite', (tx) => void tx.objectStore(PHOTOS).put({ ...photo, kept_at: 1 }), [PHOTOS]);
  }
  await sweepPhotos(store);
  assert.ok(await getPhoto(store, UNIT, named.digest));
  assert.ok(await getPhoto(store, UNIT, young.digest));
  assert.equal(await getPhoto(store, UNIT, old.digest), null);
});

test('a photo taken out of a draft goes, but for one that what was signed needs, or another paper', async () => {
  const { store } = phone(), rework = `rework:${MINUTES}`, [signed, twice, own] = await Promise.all([1, 2, 3].map((first) => keepPhoto(store, UNIT, bytes(first), TAKEN)));
  await store.save(UNIT, MINUTES, paper({ photos: [signed] }));
  await sign(store, UNIT, [MINUTES]);
  await store.save(UNIT, 'meeting:2026-11:regular:1', paper({ photos: [twice] }));
  await store.save(UNIT, rework, paper({ photos: [signed, twice, own] }));
  await store.takePending();
  await store.save(UNIT, rework, paper({}));
  for (const { digest } of [signed, twice, own]) await releasePhoto(store, UNIT, digest);
  assert.ok(await getPhoto(store, UNIT, signed.digest));
  assert.ok(await getPhoto(store, UNIT, twice.digest));
  assert.equal(await getPhoto(store, UNIT, own.digest), null);
});

test('a photo that lay here unnamed and is taken again has its day anew', async () => {
  const { store } = phone(), { digest } = await keepPhoto(store, UNIT, bytes(1), TAKEN), photo = await getPhoto(store, UNIT, digest);
  await store.database.run('readwrite', (tx) => void tx.objectStore(PHOTOS).put({ ...photo, kept_at: 1 }), [PHOTOS]);
  await keepPhoto(store, UNIT, bytes(1), TAKEN);
  await sweepPhotos(store);
  assert.ok(await getPhoto(store, UNIT, digest));
});

test('photos that wait are carried by hand whole', async () => {
  const { store } = phone();
  const named = await keepPhoto(store, UNIT, bytes(1), TAKEN);
  await store.save(UNIT, MINUTES, paper({ photos: [named] }));
  assert.deepEqual(await exportPhotos(store), [{ unit: UNIT, digest: named.digest, type: 'image/jpeg', taken_at: TAKEN, base64: Buffer.from(bytes(1)).toString('base64') }]);
});

test('who listens is told of every change, until he no longer listens', async () => {
  const { store } = phone();
  let told = 0;
  const end = subscribePhotos(() => (told += 1));
  const { digest } = await keepPhoto(store, UNIT, bytes(1), TAKEN);
  await markSafe(store, UNIT, digest);
  await dropPhoto(store, UNIT, digest);
  end();
  await keepPhoto(store, UNIT, bytes(1), TAKEN);
  assert.equal(told, 3);
});

test('little space bars photos; not knowing does not', async () => {
  const told = (/** @type {any} */ estimate) => hasRoom(/** @type {any} */ ({ estimate: async () => estimate }));
  assert.equal(await told({ quota: 100e6, usage: 10e6 }), true);
  assert.equal(await told({ quota: 100e6, usage: 90e6 }), false);
  assert.equal(await told({}), true);
  assert.equal(await hasRoom(/** @type {any} */ ({})), true);
  assert.equal(await hasRoom(/** @type {any} */ ({ estimate: async () => { throw new Error('no'); } })), true);
});

test('photos the server tells of are no papers', async () => {
  const { store } = phone();
  await store.receive([{ _id: `photo:${'a'.repeat(64)}`, _rev: `1-${'0'.repeat(32)}`, _revisions: { start: 1, ids: ['0'.repeat(32)] }, kind: 'photo', unit: UNIT }], { cursor: 'c' });
  assert.deepEqual(await store.all(), []);
  assert.equal(await store.meta('cursor'), 'c');
});

/** A database as the first version made it, with a paper and a cursor. @param {IDBFactory} factory */
const firstVersion = (factory) => new Promise((resolve, reject) => {
  const request = factory.open('sohop-lo-van-panh', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('papers', { keyPath: ['unit', 'id'] }).put({ unit: UNIT, id: MINUTES, tree: {}, bodies: {}, deleted: [], edit: { parent: '', body: { answers: { place: 'Nà Đon' } }, at: '' }, tried: [], receipts: {}, notes: {}, refusal: null });
    request.result.createObjectStore('meta').put('seventeen', 'cursor');
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

test('a phone of the version before photos keeps everything it had', async () => {
  const factory = new IDBFactory();
  (await firstVersion(factory)).close();
  const { store } = phone(factory);
  assert.equal((await store.get(UNIT, MINUTES))?.edit?.body.answers.place, 'Nà Đon');
  assert.equal(await store.meta('cursor'), 'seventeen');
  assert.equal(await store.hasPhotos(), false);
  await store.save(UNIT, MINUTES, paper({ photos: [await keepPhoto(store, UNIT, bytes(1), TAKEN)] }));
  assert.equal(await store.hasPhotos(), true);
});

test('a page that is still open goes on when a newer version has changed the database', async () => {
  const factory = new IDBFactory(), { store } = phone(factory);
  await store.save(UNIT, MINUTES, paper({ place: 'Nà Đon' }));
  const newer = await new Promise((resolve, reject) => {
    const request = factory.open('sohop-lo-van-panh', 99);
    request.onupgradeneeded = () => request.result.createObjectStore('later');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  await store.save(UNIT, MINUTES, paper({ place: 'Pa Pe' }));
  assert.equal((await store.get(UNIT, MINUTES))?.edit?.body.answers.place, 'Pa Pe');
  newer.close();
  await new Database('sohop-lo-van-panh', factory).close();
});
