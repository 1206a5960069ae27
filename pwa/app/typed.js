/**
 * What was being typed at the moment the page was closed. IndexedDB takes nothing of a page that is left (store/database.js); localStorage
 * takes it at once. It is put into the paper at the next start of the app, before any page is open.
 */

import { Overtaken } from '../store/seen.js';
import { ulid } from '../lib/ulid.js';

/** @typedef {{unit: string, id: string, body: Record<string, any>, seen: Record<string, any>}} Typed as `Store.save` takes it */

const PREFIX = 'sohop-typed:';

/** The place of one open paper. @param {string} username */
export function typed(username) {
  const key = `${PREFIX}${username}:${ulid()}`;
  let isKept = false;
  return {
    /** @param {Typed} made */
    keep(made) {
      try {
        localStorage.setItem(key, JSON.stringify(made));
        isKept = true;
      } catch { /* no room there either */ }
    },
    drop() {
      if (isKept) localStorage.removeItem(key);
      isKept = false;
    },
    /** Whether another start of the app has put it into the paper. */
    isTaken() {
      const isTaken = isKept && localStorage.getItem(key) === null;
      if (isTaken) isKept = false;
      return isTaken;
    },
  };
}

/** What this person was typing, oldest first. @param {string} username */
const keysOf = (username) => Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}${username}:`)).sort();

/** Put it into the papers. What the disk does not take is tried again at the next start. @param {import('../store/store.js').Store} store @param {string} username */
export async function takeUp(store, username) {
  for (const key of keysOf(username)) {
    const { unit, id, body, seen } = JSON.parse(/** @type {string} */ (localStorage.getItem(key)));
    try {
      await store.save(unit, id, body, seen);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
    localStorage.removeItem(key);
  }
}
