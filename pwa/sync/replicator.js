/**
 * When to exchange, and what to tell about it. One exchange at a time, one tab at a time; after a failure it waits longer and
 * longer, with chance in it, so that a village of phones does not knock at the same moment.
 *
 * @typedef {{sending: boolean, lastSuccess: string | null, lastTry: string | null, lastResult: string | null,
 *   nextTry: string | null, up: number, down: number}} Status `lastResult` is 'ok' or a code of the error table
 */

import { isoWithOffset } from '../lib/time.js';
import { Batch } from './batch.js';
import { exchange } from './exchange.js';

const EVERY = 5 * 60_000;
const QUIET = 4_000;
const FIRST_WAIT = 5_000;
const LOCK = 'sohop-exchange';
const LOCK_AFTER = 'sohop-photos';
/** Milliseconds for which another tab is waited for. */
const PATIENCE = 60_000;

export class Replicator {
  /**
   * @param {import('../store/store.js').Store} store @param {string} device
   * @param {{exchange?: typeof exchange, random?: () => number, onUnits?: (units: any[], forms?: string) => void,
   *   after?: (stop: () => boolean) => Promise<{up: number, failed: boolean} | null>, mayExchange?: () => boolean}} [given] `mayExchange`:
   *   whether the person whose papers these are is the one who is logged in; `after`: sends what travels after the
   *   text, stops where `stop` says that text waits, never throws
   */
  constructor(store, device, { exchange: run = exchange, random = Math.random, onUnits = () => {}, after = async () => null, mayExchange = () => true } = {}) {
    this._store = store;
    this._device = device;
    this._run = run;
    this._random = random;
    this._onUnits = onUnits;
    this._after = after;
    this._mayExchange = mayExchange;
    this._failures = this._stalls = 0;
    this._batch = new Batch();
    this._isAfter = false;
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
    Object.assign(this.status, (await this._store.meta('status').catch(() => null)) ?? {}, { sending: false });
    this._onSign = () => document.visibilityState !== 'hidden' && this.now();
    addEventListener('online', this._onSign);
    document.addEventListener('visibilitychange', this._onSign);
    // What another window has changed it sends itself.
    this._unsubscribe = this._store.subscribe((_, elsewhere) => !elsewhere && (!this._running || this._isAfter) && this._plan(QUIET));
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
    this._running = this._turn().finally(() => {
      this._running = null;
      if (this._again) {
        this._again = false;
        this._plan(0);
      }
    });
    return this._running;
  }

  /** The text, and only when all of it has gone, what travels after it. */
  async _turn() {
    if (!(await this._afterOthers(() => this._exchange()))) return;
    if (!navigator.locks) return this._sendAfter();
    await navigator.locks.request(LOCK_AFTER, { ifAvailable: true }, (lock) => lock && this._sendAfter());
  }

  /**
   * Another tab, or the page before this one, may still be at it: what was written here meanwhile goes as soon as that has ended.
   * One that is frozen or hangs is not waited for any longer: two that exchange at once only do the same twice.
   * @template T @param {() => Promise<T>} work @returns {Promise<T>}
   */
  async _afterOthers(work) {
    if (!navigator.locks) return work();
    const abort = new AbortController(), timer = setTimeout(() => abort.abort(), PATIENCE);
    /** @type {Promise<T> | undefined} */ let done;
    const begin = () => (clearTimeout(timer), (done = work()));
    // Rejects where the waiting was given up (W3C, Web Locks API §3.2), and with what the work throws.
    return navigator.locks.request(LOCK, { signal: abort.signal }, begin).catch(() => done ?? begin());
  }

  /** It may take long, gives way to text, and its failures are not told as failures of the text. */
  async _sendAfter() {
    this._isAfter = true;
    const told = await this._after(() => this._again).catch(() => null).finally(() => (this._isAfter = false));
    if (!told) return;
    this._stalls = !told.failed ? 0 : told.up ? 1 : this._stalls + 1;
    this.status.up += told.up;
    if (told.failed && !this._again) this._plan(this._wait(this._stalls));
    this._tell();
  }

  async _exchange() {
    clearTimeout(this._timer);
    // The server would take these papers for his who is logged in now.
    if (!this._mayExchange()) return false;
    Object.assign(this.status, { sending: true, lastTry: isoWithOffset(), nextTry: null });
    this._tell();
    try {
      this._count(await this._run({
        store: this._store, device: this._device, batch: this._batch, onFlight: (keys) => this._fly(keys), onUnits: this._onUnits,
        news: async (unsent) => (await import('./phone.js')).news(this._store, unsent),
      }));
      this._failures = 0;
      Object.assign(this.status, { lastSuccess: isoWithOffset(), lastResult: 'ok' });
    } catch (error) {
      const { told, code = 'internal' } = /** @type {any} */ (error);
      // A line that carries something before it breaks is worth trying again soon.
      this._failures = told?.sent || told?.came ? 1 : this._failures + 1;
      this.status.lastResult = code;
      if (told) this._count(told);
    }
    this.status.sending = false;
    this._plan(this._failures ? this._wait(this._failures) : EVERY);
    // A disk that is full, or that never answers, must not stop the phone from sending.
    void this._store.setMeta('status', this.status).catch(() => {});
    this._tell();
    return !this._failures;
  }

  /** @param {{up: number, down: number}} told */
  _count({ up, down }) {
    this.status.up += up;
    this.status.down += down;
  }

  /** @param {Set<string>} keys */
  _fly(keys) {
    this.inFlight = keys;
    this._tell();
  }

  /** Twice as long after each failure, up to `EVERY`, between half and whole of that. @param {number} failures */
  _wait(failures) {
    return Math.min(EVERY, FIRST_WAIT * 2 ** (failures - 1)) * (0.5 + this._random() / 2);
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
