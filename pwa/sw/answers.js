/** What the service worker answers, and from where: the cached version first, the network only where a file is missing. */

(() => {
  const worker = /** @type {any} */ (self);
  const SHELL = '/app/index.html';

  /**
   * The file of the app that answers this request, or null when it is none of ours.
   * @param {Request} request @param {{files: {url: string}[]}} precache @param {string} origin @returns {string | null}
   */
  worker.answerable = (request, precache, origin) => {
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== origin || !url.pathname.startsWith('/app/')) return null;
    if (precache.files.some((file) => file.url === url.pathname)) return url.pathname;
    return request.mode === 'navigate' ? SHELL : null;
  };

  /**
   * @param {string} url @param {Request} request @param {{version: string, files: {url: string, hash: string}[]}} precache
   * @param {CacheStorage} caches @param {typeof fetch} get @returns {Promise<Response>}
   */
  worker.answer = async (url, request, precache, caches, get) => {
    const file = precache.files.find((one) => one.url === url);
    const cache = await caches.open(worker.cacheNameOf(precache));
    return (file && (await cache.match(worker.cacheKeyOf(url, file.hash)))) ?? get(request);
  };
})();
