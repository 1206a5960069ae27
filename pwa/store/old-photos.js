/**
 * Photos that have been safe on the server for a long time leave the phone, to make room. Never one that waits or was refused, never
 * one that a paper without a receipt names, never anything but the bytes: the paper goes on naming it, and it can be fetched to be seen.
 */

import { PHOTOS, WAITING, wait } from './database.js';
import { digestsIn, dropPhoto, getPhoto } from './photos.js';
import { shownRevision } from './record.js';

/** How long a photo stays after the receipt of its paper. */
export const DAYS_KEPT = 30;
const DAY = 86_400_000;

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./record.js').PaperRecord} PaperRecord */

/**
 * Let go of what is old enough; gives how many went. Does not read the bytes of those that stay.
 * @param {Store} store @param {number} [now] milliseconds
 */
export async function pruneOldPhotos(store, now = Date.now()) {
  const [all, waiting] = await store.database.run('readonly', async (tx) => {
    const photos = tx.objectStore(PHOTOS);
    return [await wait(photos.getAllKeys()), await wait(photos.index(WAITING).getAllKeys())];
  }, [PHOTOS]);
  const waits = new Set(waiting.map(String)), safe = all.filter((key) => !waits.has(String(key)));
  if (!safe.length) return 0;
  const since = safeSince(await store.all());
  let gone = 0;
  for (const [unit, digest] of /** @type {[string, string][]} */ (safe)) {
    const from = since.get(`${unit} ${digest}`);
    if (from === undefined || from + DAYS_KEPT * DAY > now || (await getPhoto(store, unit, digest))?.refused) continue;
    await dropPhoto(store, unit, digest);
    gone += 1;
  }
  return gone;
}

/**
 * By `unit digest`, when the last paper that names it got its receipt; never (Infinity) while one of them has none. Pure.
 * @param {PaperRecord[]} records @returns {Map<string, number>}
 */
export function safeSince(records) {
  /** @type {Map<string, number>} */ const since = new Map();
  for (const record of records) {
    const rev = shownRevision(record), receipt = record.edit || record.tried.length ? null : record.receipts[rev];
    const at = receipt ? Date.parse(receipt.received_at) : Infinity;
    for (const body of [record.edit?.body, ...Object.values(record.bodies)]) {
      for (const digest of digestsIn(body)) since.set(`${record.unit} ${digest}`, Math.max(since.get(`${record.unit} ${digest}`) ?? 0, Number.isNaN(at) ? Infinity : at));
    }
  }
  return since;
}
