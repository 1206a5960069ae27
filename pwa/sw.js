/**
 * The service worker: every page of the app opens with no network, and a new version is taken whole, only when asked.
 * A classic script, because older phones have no module workers. Never touches /api, /sync or /couch.
 */

importScripts('/app/precache.js', '/app/sw/versions.js', '/app/sw/answers.js');

const worker = /** @type {any} */ (self);

worker.addEventListener('install', (/** @type {any} */ event) => event.waitUntil(worker.storeVersion(worker.PRECACHE, worker.caches, fetch)));

worker.addEventListener('activate', (/** @type {any} */ event) =>
  event.waitUntil(worker.dropOthers(worker.PRECACHE, worker.caches).then(() => worker.clients.claim())));

worker.addEventListener('message', (/** @type {any} */ event) => {
  if (event.data === 'take') worker.skipWaiting();
});

worker.addEventListener('fetch', (/** @type {any} */ event) => {
  const url = worker.answerable(event.request, worker.PRECACHE, worker.location.origin);
  if (url) event.respondWith(worker.answer(url, event.request, worker.PRECACHE, worker.caches, fetch));
});
