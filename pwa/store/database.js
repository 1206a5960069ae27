/**
 * The phone's IndexedDB, and nothing else touches it. Writes are strict: they are on disk when the promise resolves.
 *
 * iOS closes the connection of an app in the background; an operation that finds it closed opens it again, once. An upgrade
 * only ever adds, so a page of an older version that is still open goes on with what a newer one has made of the database.
 *
 * A page that is left lets go of the database first: WebKit keeps the transactions of such a page open for ever, and everything that
 * the next page asks waits behind them (bugs.webkit.org 324094; jakearchibald/idb-keyval issue 180). What was cut off so is done when
 * the page is shown again.
 */

export const PAPERS = 'papers';
export const META = 'meta';
export const PHOTOS = 'photos';
export const WAITING = 'waiting';
const VERSION = 2;
const LEFT = 'PageLeft';
const LOST = new Set(['InvalidStateError', 'UnknownError', LEFT]);

export class Database {
  /** @param {string} name @param {IDBFactory} [factory] */
  constructor(name, factory = indexedDB) {
    this._name = name;
    this._factory = factory;
    /** @type {Promise<IDBDatabase> | null} */ this._opening = null;
    /** @type {Set<IDBTransaction>} not complete yet */ this._live = new Set();
    /** @type {WeakSet<IDBTransaction>} cut off because the page was left */ this._cut = new WeakSet();
    /** @type {Promise<void> | null} while the page is left: until it is shown again */ this._away = null;
    this._back = () => {};
  }

  /** The page is being left. Everything waits until `takeUp`. */
  letGo() {
    this._away ??= new Promise((resolve) => (this._back = resolve));
    for (const one of this._live) {
      this._cut.add(one);
      try { one.abort(); } catch { this._cut.delete(one); /* it is being committed */ }
    }
    void this.close().catch(() => {});
  }

  /** The page is shown again. */
  takeUp() {
    this._away = null;
    this._back();
  }

  /** @returns {Promise<IDBDatabase>} */
  _open() {
    this._opening ??= new Promise((resolve, reject) => {
      const request = this._factory.open(this._name, VERSION);
      request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion);
      request.onerror = () => (request.error?.name === 'VersionError' ? this._openAsIs().then(resolve, reject) : reject(request.error));
      request.onsuccess = () => resolve(this._held(request.result));
    });
    this._opening.catch(() => (this._opening = null));
    return this._opening;
  }

  /** A newer version has been here: take the database as it made it. @returns {Promise<IDBDatabase>} */
  async _openAsIs() {
    return this._held(await wait(this._factory.open(this._name)));
  }

  /** @param {IDBDatabase} opened */
  _held(opened) {
    opened.onversionchange = () => {
      opened.close();
      this._opening = null;
    };
    opened.onclose = () => (this._opening = null);
    return opened;
  }

  /**
   * Run `work` in one transaction over the stores of the papers, or over `stores`; resolves with what it returned, once the transaction is complete.
   * `work` may await only requests of this transaction (see `wait`).
   * @template T
   * @param {IDBTransactionMode} mode @param {(transaction: IDBTransaction) => Promise<T> | T} work @param {string[]} [stores] @returns {Promise<T>}
   */
  async run(mode, work, stores = [PAPERS, META]) {
    try {
      return await this._runOnce(mode, work, stores);
    } catch (error) {
      const { name } = /** @type {Error} */ (error) ?? {};
      if (!LOST.has(name)) throw error;
      if (name !== LEFT) this._opening = null;
      return this._runOnce(mode, work, stores);
    }
  }

  /** @template T @param {IDBTransactionMode} mode @param {(transaction: IDBTransaction) => Promise<T> | T} work @param {string[]} stores @returns {Promise<T>} */
  async _runOnce(mode, work, stores) {
    if (this._away) await this._away;
    const opened = await this._open();
    // Opened just before the page was left.
    if (this._away) return this._runOnce(mode, work, stores);
    const transaction = opened.transaction(stores, mode, { durability: 'strict' });
    this._live.add(transaction);
    const left = () => (this._cut.has(transaction) ? new DOMException('the page was left', LEFT) : null);
    const complete = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => reject(left() ?? transaction.error ?? new DOMException('aborted', 'AbortError'));
    }).finally(() => this._live.delete(transaction));
    complete.catch(() => {});
    let told;
    try {
      told = await work(transaction);
    } catch (error) {
      try { transaction.abort(); } catch { /* it has ended by itself */ }
      throw left() ?? error;
    }
    await complete;
    return told;
  }

  async close() {
    const opening = this._opening;
    this._opening = null;
    (await opening)?.close();
  }
}

/** Make what is missing; what is there stays. @param {IDBDatabase} database @param {number} from the version it has, 0 when it is new */
function upgrade(database, from) {
  if (from < 1) {
    database.createObjectStore(PAPERS, { keyPath: ['unit', 'id'] });
    database.createObjectStore(META);
  }
  if (from < 2) database.createObjectStore(PHOTOS, { keyPath: ['unit', 'digest'] }).createIndex(WAITING, 'waiting');
}

/** The result of one request. @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const wait = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
