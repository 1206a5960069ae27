/**
 * The photos on this phone: bytes by their digest, beside the papers that name them. Loaded only where there are photos.
 *
 * A photo waits until the server has said that it has it whole, and only while a paper on this phone names it: a picture taken
 * just before the phone went off belongs to nothing, and is swept away a day later. Never touches a paper.
 *
 * @typedef {{digest: string, bytes: number, type: string, taken_at: string}} Named as a paper's answers name it
 * @typedef {{unit: string, digest: string, data: ArrayBuffer, taken_at: string, kept_at: number, waiting?: 1, tried?: true, refused?: string}} Photo
 *   `waiting` is there until the server has it; `tried` once a piece of it may have arrived; `refused` is a code of the error table
 */

import { PHOTOS, WAITING, wait } from './database.js';
import { leavesOf } from './record.js';

const DAY = 86_400_000;
const ROOM = 20 * 1_048_576;

/** @typedef {import('./store.js').Store} Store */

/** @type {Set<() => void>} */ const listeners = new Set();
/** The other windows of the app. */ const windows = globalThis.BroadcastChannel && new BroadcastChannel('sohop-photos');

const tellHere = () => listeners.forEach((listener) => listener());
const tell = () => {
  tellHere();
  windows?.postMessage('changed');
};
if (windows) windows.onmessage = tellHere;
/** @type {any} Node would wait for it */ (windows)?.unref?.();

/** Be told whenever a photo comes, goes or arrives; gives the function that ends it. @param {() => void} listener */
export function subscribePhotos(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {ArrayBuffer} data @returns {Promise<string>} SHA-256 in hex */
export async function digestOf(data) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return [...hash].map((one) => one.toString(16).padStart(2, '0')).join('');
}

/**
 * Keep a JPEG; on disk when this resolves. Gives what a paper's answers say of it.
 * @param {Store} store @param {string} unit @param {ArrayBuffer} data @param {string} taken_at @returns {Promise<Named>}
 */
export async function keepPhoto(store, unit, data, taken_at) {
  const digest = await digestOf(data);
  // Its day begins anew: it may have lain here unnamed.
  await change(store, unit, digest, (known) => ({ ...(known ?? { unit, digest, data, taken_at, waiting: 1 }), kept_at: Date.now() }));
  return { digest, bytes: data.byteLength, type: 'image/jpeg', taken_at };
}

/** @param {Store} store @param {string} unit @param {string} digest @returns {Promise<Photo | null>} */
export const getPhoto = async (store, unit, digest) =>
  (await store.database.run('readonly', (tx) => wait(tx.objectStore(PHOTOS).get([unit, digest])), [PHOTOS])) ?? null;

/** @param {Store} store @param {string} unit @param {string} digest */
export async function dropPhoto(store, unit, digest) {
  await store.database.run('readwrite', (tx) => wait(tx.objectStore(PHOTOS).delete([unit, digest])), [PHOTOS]);
  tell();
}

/** It was taken out of a draft: its bytes go, unless another paper, or what was signed of this one, needs them. @param {Store} store @param {string} unit @param {string} digest */
export async function releasePhoto(store, unit, digest) {
  const standing = (await store.all()).filter((record) => record.unit === unit).flatMap((record) => [record.edit?.body,
    ...Object.entries(record.bodies).filter(([rev, body]) => body.state === 'sent' || (rev !== record.edit?.parent && leavesOf(record).includes(rev))).map(([, body]) => body)]);
  if (!standing.flatMap(digestsIn).includes(digest)) await dropPhoto(store, unit, digest);
}

/** @param {import('./record.js').Body | undefined} body @returns {string[]} */
export const digestsIn = (body) => Object.values(body?.answers ?? {}).flatMap((value) => (Array.isArray(value) ? value.map((one) => one?.digest).filter((one) => typeof one === 'string') : []));

/** A piece of it is about to go: whatever the answer, the server may have it. @param {Store} store @param {Photo} photo */
export const markTried = (store, photo) =>
  change(store, photo.unit, photo.digest, (known) => known && { ...known, tried: true });

/** The server has it whole. @param {Store} store @param {string} unit @param {string} digest */
export const markSafe = (store, unit, digest) => change(store, unit, digest, (known) => {
  if (!known) return known;
  const { waiting: _waiting, tried: _tried, refused: _refused, ...safe } = known;
  return safe;
});

/** The server will never take these bytes. @param {Store} store @param {Photo} photo @param {string} code */
export const markRefused = (store, photo, code) => change(store, photo.unit, photo.digest, (known) => {
  if (!known) return known;
  const { waiting: _waiting, ...rest } = known;
  return { ...rest, refused: code };
});

/**
 * The photos the server does not have and a paper names, the oldest first.
 * @param {Store} store @returns {Promise<Photo[]>}
 */
export async function waitingPhotos(store) {
  const waiting = await allWaiting(store);
  if (!waiting.length) return [];
  const named = await namedPhotos(store);
  return waiting.filter(({ unit, digest }) => named.has(`${unit} ${digest}`)).sort((a, b) => a.kept_at - b.kept_at);
}

/** Forget photos that no paper has named for a day. @param {Store} store */
export async function sweepPhotos(store) {
  const named = await namedPhotos(store), before = Date.now() - DAY;
  for (const { unit, digest, kept_at } of await allWaiting(store)) {
    if (!named.has(`${unit} ${digest}`) && kept_at < before) await dropPhoto(store, unit, digest);
  }
}

/** Whether there is room for photos: text needs what is left. @param {StorageManager} [storage] @returns {Promise<boolean>} */
export async function hasRoom(storage = globalThis.navigator?.storage) {
  const estimate = await storage?.estimate?.().catch(() => null);
  return !estimate?.quota || estimate.quota - (estimate.usage ?? 0) > ROOM;
}

/** The photos that wait, to be carried by hand with the papers. @param {Store} store @returns {Promise<any[]>} */
export async function exportPhotos(store) {
  return (await waitingPhotos(store)).map(({ unit, digest, taken_at, data }) =>
    ({ unit, digest, type: 'image/jpeg', taken_at, base64: btoa([...new Uint8Array(data)].map((one) => String.fromCharCode(one)).join('')) }));
}

/** @param {Store} store @returns {Promise<Photo[]>} */
const allWaiting = (store) => store.database.run('readonly', (tx) => wait(tx.objectStore(PHOTOS).index(WAITING).getAll()), [PHOTOS]);

/** `unit digest` of every photo that a paper names in any revision this phone still holds. @param {Store} store @returns {Promise<Set<string>>} */
async function namedPhotos(store) {
  /** @type {Set<string>} */ const named = new Set();
  for (const { unit, edit, bodies } of await store.all()) {
    for (const digest of [edit?.body, ...Object.values(bodies)].flatMap(digestsIn)) named.add(`${unit} ${digest}`);
  }
  return named;
}

/**
 * @param {Store} store @param {string} unit @param {string} digest @param {(known: Photo | undefined) => Photo | undefined | null | false} work
 */
async function change(store, unit, digest, work) {
  await store.database.run('readwrite', async (tx) => {
    const photos = tx.objectStore(PHOTOS), after = work(await wait(photos.get([unit, digest])));
    if (after) await wait(photos.put(after));
  }, [PHOTOS]);
  tell();
}
