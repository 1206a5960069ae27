/**
 * What the service worker itself must remember: the subscription that the server was told of, and what became of reminders until
 * the server knows it. A small IndexedDB of its own, so that it never waits for a page, nor for an upgrade of the papers' database.
 */

(() => {
  const worker = /** @type {any} */ (self);
  const NAME = 'sohop-reminders', EVENTS = 'events', KEPT = 'kept', MOST = 500;

  /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
  const wait = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  /** @template T @param {string} store @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => Promise<T>} work @returns {Promise<T>} */
  async function run(store, mode, work) {
    const request = worker.indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(EVENTS, { autoIncrement: true });
      request.result.createObjectStore(KEPT);
    };
    const opened = await wait(request);
    try {
      const transaction = opened.transaction(store, mode), complete = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      const told = await work(transaction.objectStore(store));
      await complete;
      return told;
    } finally {
      opened.close();
    }
  }

  worker.kept = {
    /** @param {string} name */
    get: (name) => run(KEPT, 'readonly', async (store) => (await wait(store.get(name))) ?? null),

    /** @param {string} name @param {any} value */
    put: (name, value) => run(KEPT, 'readwrite', (store) => wait(store.put(value, name))),

    /** Of a phone that has no signal for a year the oldest are given up: they are figures for a statistic. @param {any} event */
    addEvent: (event) => run(EVENTS, 'readwrite', async (store) => {
      await wait(store.add(event));
      const keys = await wait(store.getAllKeys());
      for (const key of keys.slice(0, Math.max(0, keys.length - MOST))) await wait(store.delete(key));
    }),

    /** The oldest, with their keys. @param {number} most @returns {Promise<[IDBValidKey, any][]>} */
    firstEvents: (most) => run(EVENTS, 'readonly', async (store) => {
      const [keys, values] = await Promise.all([wait(store.getAllKeys(null, most)), wait(store.getAll(null, most))]);
      return keys.map((key, place) => [key, values[place]]);
    }),

    /** He who worked here has logged out: nothing of his is told under another's name. */
    forget: async () => {
      await run(KEPT, 'readwrite', (store) => wait(store.clear()));
      await run(EVENTS, 'readwrite', (store) => wait(store.clear()));
    },

    /** @param {IDBValidKey[]} keys */
    dropEvents: (keys) => run(EVENTS, 'readwrite', async (store) => {
      for (const key of keys) await wait(store.delete(key));
    }),
  };
})();
