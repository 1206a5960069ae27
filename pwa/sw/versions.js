/**
 * Versions of the app in the phone's cache: stored whole or not at all. A file whose hash an older version has already is
 * copied, not fetched again.
 */

(() => {
  const worker = /** @type {any} */ (self);

  /** @param {{version: string}} precache */
  const nameOf = (precache) => `sohop-${precache.version}`;

  /** @param {string} url @param {string} hash the key under which a file is kept */
  const keyOf = (url, hash) => `${url}?${hash}`;

  /**
   * Store every file of a version; throws, leaving nothing behind, when one cannot be had.
   * @param {{version: string, files: {url: string, hash: string}[]}} precache @param {CacheStorage} caches @param {typeof fetch} get
   */
  worker.storeVersion = async (precache, caches, get) => {
    const cache = await caches.open(nameOf(precache));
    try {
      for (let start = 0; start < precache.files.length; start += 6) {
        await Promise.all(precache.files.slice(start, start + 6).map(async ({ url, hash }) => {
          const key = keyOf(url, hash), kept = await caches.match(key);
          const response = kept ?? (await get(key, { cache: 'no-cache', credentials: 'same-origin' }));
          if (!response.ok) throw new Error(`${url}: ${response.status}`);
          await cache.put(key, response);
        }));
      }
    } catch (error) {
      await caches.delete(nameOf(precache));
      throw error;
    }
  };

  /** @param {{version: string}} precache @param {CacheStorage} caches */
  worker.dropOthers = async (precache, caches) => {
    const names = (await caches.keys()).filter((name) => name.startsWith('sohop-') && name !== nameOf(precache));
    await Promise.all(names.map((name) => caches.delete(name)));
  };

  worker.cacheNameOf = nameOf;
  worker.cacheKeyOf = keyOf;
})();
