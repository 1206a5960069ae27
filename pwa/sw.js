/**
 * The service worker: every page of the app opens with no network, and a new version is taken whole, only when asked.
 * Reminders are shown with the app closed. A classic script, because older phones have no module workers. Never answers for /api, /sync or /couch.
 */

importScripts('/app/precache.js', '/app/sw/versions.js', '/app/sw/answers.js', '/app/sw/kept.js', '/app/sw/telling.js', '/app/sw/notifications.js', '/app/sw/subscription.js');

const worker = /** @type {any} */ (self);

worker.addEventListener('install', (/** @type {any} */ event) => event.waitUntil(worker.storeVersion(worker.PRECACHE, worker.caches, fetch)));

worker.addEventListener('activate', (/** @type {any} */ event) =>
  event.waitUntil(worker.dropOthers(worker.PRECACHE, worker.caches).then(() => worker.clients.claim())));

worker.addEventListener('message', (/** @type {any} */ event) => {
  const { data } = event;
  if (data === 'take') worker.skipWaiting();
  else if (data === 'tell') event.waitUntil(worker.tellEvents());
  else if (data?.opened) event.waitUntil(worker.noteEvent(data.opened, 'opened'));
  else if (data === 'forget') event.waitUntil(worker.kept.forget());
  else if (data?.subscription) event.waitUntil(worker.kept.put('subscription', data.subscription));
});

worker.addEventListener('push', (/** @type {any} */ event) => event.waitUntil(worker.showPush(event.data?.text() ?? null)));

worker.addEventListener('notificationclick', (/** @type {any} */ event) => event.waitUntil(worker.tapped(event.notification, event.action)));

worker.addEventListener('pushsubscriptionchange', (/** @type {any} */ event) => event.waitUntil(worker.renewSubscription(event)));

worker.addEventListener('sync', (/** @type {any} */ event) => {
  if (event.tag === worker.EVENTS_SYNC) event.waitUntil(worker.tellEvents());
});

worker.addEventListener('fetch', (/** @type {any} */ event) => {
  const url = worker.answerable(event.request, worker.PRECACHE, worker.location.origin);
  if (url) event.respondWith(worker.answer(url, event.request, worker.PRECACHE, worker.caches, fetch));
});
