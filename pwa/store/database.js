/**
 * The phone's IndexedDB, and nothing else touches it. Writes are strict: they are on disk when the promise resolves.
 *
 * iOS closes the connection of an app in the background; an operation that finds it closed opens it again, once. An upgrade
 * only ever adds, so a page of an older version that is still open goes on with what a newer one has made of the database.
 */

export const PAPERS = 'papers';
export const META = 'meta';
export const PHOTOS = 'photos';
export const WAITING = 'waiting';
const VERSION = 2;
const LOST = new Set(['InvalidStateError', 'UnknownError']);

export class Database {
  /** @param {string} name @param {IDBFactory} [factory] */
  constructor(name, factory = indexedDB) {
    this._name = name;
    this._factory = factory;
    /** @type {Promise<IDBDatabase> | null} */ this._opening = null;
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
      if (!LOST.has(/** @type {Error} */ (error)?.name)) throw error;
      this._opening = null;
      return this._runOnce(mode, work, stores);
    }
  }

  /** @template T @param {IDBTransactionMode} mode @param {(transaction: IDBTransaction) => Promise<T> | T} work @param {string[]} stores @returns {Promise<T>} */
  async _runOnce(mode, work, stores) {
    const opened = await this._open();
    const transaction = opened.transaction(stores, mode, { durability: 'strict' });
    const complete = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => reject(transaction.error ?? new DOMException('aborted', 'AbortError'));
    });
    complete.catch(() => {});
    let told;
    try {
      told = await work(transaction);
    } catch (error) {
      try { transaction.abort(); } catch { /* it has ended by itself */ }
      throw error;
    }
    await complete;
    return told;
  }

  async close() {
    if (this._opening) (await this._opening).close();
    this._opening = null;
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
