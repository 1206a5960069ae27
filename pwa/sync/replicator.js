/**
 * When to exchange, and what to tell about it. One exchange at a time, one tab at a time; after a failure it waits longer and
 * longer, with chance in it, so that a village of phones does not knock at the same moment.
 *
 * @typedef {{sending: boolean, lastSuccess: string | null, lastTry: string | null, lastResult: string | null,
 *   nextTry: string | null, up: number, down: number}} Status `lastResult` is 'ok' or a code of the error table
 */

import { isoWithOffset } from '../lib/time.js';
import { exchange } from './exchange.js';

const EVERY = 5 * 60_000;
const QUIET = 4_000;
const FIRST_WAIT = 5_000;
const LOCK = 'sohop-exchange';

export class Replicator {
  /**
   * @param {import('../store/store.js').Store} store @param {string} device
   * @param {{exchange?: typeof exchange, random?: () => number, onUnits?: (units: any[]) => void}} [given]
   */
  constructor(store, device, { exchange: run = exchange, random = Math.random, onUnits = () => {} } = {}) {
    this._store = store;
    this._device = device;
    this._run = run;
    this._random = random;
    this._onUnits = onUnits;
    this._failures = 0;
    /** @type {Promise<void> | null} */ this._running = null;
    this._again = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this._timer = undefined;
    /** @type {Set<() => void>} */ this._listeners = new Set();
    /** @type {Set<string>} */ this.inFlight = new Set();
    /** @type {Status} */
    this.status = { sending: false, lastSuccess: null, lastTry: null, lastResult: null, nextTry: null, up: 0, down: 0 };
  }

  /** @param {() => void} listener */
  subscribe(listener) {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  _tell() {
    for (const listener of this._listeners) listener();
  }

  /** Begin: at once, and at every sign that a signal may be there. `online` is a hint, never a condition. */
  async start() {
    Object.assign(this.status, (await this._store.meta('status')) ?? {}, { sending: false });
    this._onSign = () => document.visibilityState !== 'hidden' && this.now();
    addEventListener('online', this._onSign);
    document.addEventListener('visibilitychange', this._onSign);
    this._unsubscribe = this._store.subscribe(() => !this._running && this._plan(QUIET));
    void this.now();
  }

  stop() {
    clearTimeout(this._timer);
    if (this._onSign) {
      removeEventListener('online', this._onSign);
      document.removeEventListener('visibilitychange', this._onSign);
    }
    this._unsubscribe?.();
  }

  /** Exchange now, or once more after the one that runs. Never throws. @returns {Promise<void>} */
  now() {
    if (this._running) {
      this._again = true;
      return this._running;
    }
    this._running = this._locked().finally(() => {
      this._running = null;
      if (this._again) {
        this._again = false;
        this._plan(0);
      }
    });
    return this._running;
  }

  async _locked() {
    if (!navigator.locks) return this._exchange();
    await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? this._exchange() : this._plan(EVERY)));
  }

  async _exchange() {
    clearTimeout(this._timer);
    Object.assign(this.status, { sending: true, lastTry: isoWithOffset(), nextTry: null });
    this._tell();
    try {
      const told = await this._run({ store: this._store, device: this._device, onFlight: (keys) => this._fly(keys) });
      this._failures = 0;
      Object.assign(this.status, { lastSuccess: isoWithOffset(), lastResult: 'ok', up: this.status.up + told.up, down: this.status.down + told.down });
      if (told.units) this._onUnits(told.units);
    } catch (error) {
      this._failures += 1;
      this.status.lastResult = /** @type {any} */ (error).code ?? 'internal';
    }
    this.status.sending = false;
    this._plan(this._failures ? this._wait() : EVERY);
    // A full disk must not stop the phone from sending.
    await this._store.setMeta('status', this.status).catch(() => {});
    this._tell();
  }

  /** @param {Set<string>} keys */
  _fly(keys) {
    this.inFlight = keys;
    this._tell();
  }

  /** Twice as long after each failure, up to `EVERY`, between half and whole of that. */
  _wait() {
    return Math.min(EVERY, FIRST_WAIT * 2 ** (this._failures - 1)) * (0.5 + this._random() / 2);
  }

  /** @param {number} milliseconds */
  _plan(milliseconds) {
    const at = isoWithOffset(new Date(Date.now() + milliseconds));
    if (this._failures && this.status.nextTry && milliseconds === QUIET) return;
    clearTimeout(this._timer);
    this.status.nextTry = at;
    this._timer = setTimeout(() => this.now(), milliseconds);
  }
}
