/** A new version of the app: stored whole in the background, taken only when the person says so and no form is open. */

/** @type {Set<() => void>} */ const listeners = new Set();
/** @type {ServiceWorkerRegistration | null} */ let registration = null;

/** @param {() => void} listener told when a new version waits */
export function onUpdateReady(listener) {
  listeners.add(listener);
  if (isUpdateReady()) listener();
  return () => listeners.delete(listener);
}

export const isUpdateReady = () => Boolean(registration?.waiting && navigator.serviceWorker.controller);

/** Register the service worker; does nothing where there is none. */
export async function registerWorker() {
  if (!('serviceWorker' in navigator)) return;
  registration = await navigator.serviceWorker.register('/app/sw.js', { scope: '/app/', updateViaCache: 'none' });
  const tell = () => isUpdateReady() && listeners.forEach((listener) => listener());
  registration.addEventListener('updatefound', () => registration?.installing?.addEventListener('statechange', tell));
  tell();
}

/** Switch to the waiting version; the page loads anew. `flush` saves what is being typed first. @param {() => Promise<void>} flush */
export async function takeUpdate(flush) {
  await flush();
  // Another window has switched already.
  if (!registration?.waiting) return location.reload();
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  registration.waiting.postMessage('take');
}
