/**
 * The phone's IndexedDB, and nothing else touches it. Writes are strict: they are on disk when the promise resolves.
 *
 * iOS closes the connection of an app in the background; an operation that finds it closed opens it again, once.
 */

export const PAPERS = 'papers';
export const META = 'meta';
const VERSION = 1;
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
      request.onupgradeneeded = () => {
        request.result.createObjectStore(PAPERS, { keyPath: ['unit', 'id'] });
        request.result.createObjectStore(META);
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const opened = request.result;
        opened.onversionchange = () => opened.close();
        opened.onclose = () => (this._opening = null);
        resolve(opened);
      };
    });
    this._opening.catch(() => (this._opening = null));
    return this._opening;
  }

  /**
   * Run `work` in one transaction over both stores; resolves with what it returned, once the transaction is complete.
   * `work` may await only requests of this transaction (see `wait`).
   * @template T
   * @param {IDBTransactionMode} mode @param {(transaction: IDBTransaction) => Promise<T> | T} work @returns {Promise<T>}
   */
  async run(mode, work) {
    try {
      return await this._runOnce(mode, work);
    } catch (error) {
      if (!LOST.has(/** @type {Error} */ (error)?.name)) throw error;
      this._opening = null;
      return this._runOnce(mode, work);
    }
  }

  /** @template T @param {IDBTransactionMode} mode @param {(transaction: IDBTransaction) => Promise<T> | T} work @returns {Promise<T>} */
  async _runOnce(mode, work) {
    const opened = await this._open();
    const transaction = opened.transaction([PAPERS, META], mode, { durability: 'strict' });
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

/** The result of one request. @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const wait = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
