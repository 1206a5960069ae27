/** Signing: done once however often it is pressed, never of what its signer has not seen, and known where the phone could not write it down. */

import { Overtaken } from '../store/seen.js';

/** Presses while the first is being done, and until the page it leads to is there, are the same press. @template {any[]} T @param {(...given: T) => Promise<unknown>} work */
export function once(work) {
  let going = false;
  return async (/** @type {T} */ ...given) => {
    if (going) return;
    going = true;
    try {
      await work(...given);
    } catch (error) {
      going = false;
      throw error;
    }
  };
}

/**
 * @param {import('../app/context.js').Context} context @param {() => Promise<void>} sign keeps what is signed, all or none
 * @param {() => void} [leave] goes to another page once that is on disk; without it more may be signed here
 * @param {() => Promise<unknown>} [look] reads anew what has changed since it was shown
 */
export function signing({ replicator, redraw }, sign, leave, look = async () => {}) {
  let going = false;
  /** @type {'' | 'sign.failed' | 'sign.changed'} */ let failed = '';
  const press = async () => {
    if (going) return;
    going = true;
    failed = '';
    await sign().catch(async (error) => {
      failed = error instanceof Overtaken ? 'sign.changed' : 'sign.failed';
      if (error instanceof Overtaken) await look();
    }).catch(() => (failed = 'sign.failed'));
    going = !failed && Boolean(leave);
    redraw();
    if (failed) return;
    void replicator.now();
    leave?.();
  };
  return { press, failed: () => failed };
}
