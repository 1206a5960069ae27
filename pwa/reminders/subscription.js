/**
 * Reminders to this phone with the app closed: asked for, renewed, ended. One subscription a phone and person; the server is told of each
 * new address and of the one it replaces. What the server was last told is kept here, so that a change is noticed at the next opening.
 *
 * @typedef {{endpoint: string, key: string, device: string, username: string, asked_at: number}} Kept `key`: name of the server's key
 * @typedef {'none' | 'install' | 'here'} Support `install`: an iPhone, where the app must be on the home screen first (iOS 16.4)
 */

import { forget, readKey, tell } from './door.js';

const KEPT = 'sohop-push', DAY = 86_400_000, PATIENCE = 5_000;

/** @returns {Support} */
export function support() {
  const phone = /** @type {any} */ (navigator);
  if ('Notification' in window && ('PushManager' in window || 'pushManager' in window) && 'serviceWorker' in navigator) return 'here';
  return phone.standalone === false ? 'install' : 'none';
}

/** @returns {NotificationPermission} */
export const permission = () => (support() === 'here' ? Notification.permission : 'denied');

/** @returns {Kept | null} */
export function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null');
  } catch {
    return null;
  }
}

/** Whether reminders come to this phone for this person, as far as the phone knows. @param {string} username */
export const isOn = (username) => kept()?.username === username && permission() === 'granted';

/** Where there is one of the window itself, the browser shows reminders without the service worker (Declarative Web Push). */
async function manager() {
  return /** @type {any} */ (window).pushManager ?? (await navigator.serviceWorker.ready).pushManager;
}

/** @param {string} text base64url */
export const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0));

/** @param {any} message */
async function toWorker(message) {
  (await navigator.serviceWorker.ready).active?.postMessage(message);
}

/**
 * Ask for the permission and subscribe. To be called from a tap, before anything else is waited for.
 * @param {{device: string, username: string}} who @returns {Promise<'on' | 'refused' | 'later' | 'no_signal' | 'off' | 'failed'>} `later`: the person closed the question
 */
export async function turnOn(who) {
  const answer = await Notification.requestPermission();
  if (answer !== 'granted') return answer === 'denied' ? 'refused' : 'later';
  const key = await readKey();
  if (!key) return 'no_signal';
  if (key === 'off') return 'off';
  try {
    return (await subscribe(await manager(), key, who)) ? 'on' : 'no_signal';
  } catch {
    return 'failed';
  }
}

/** @param {any} push @param {import('./door.js').Key} key @param {{device: string, username: string}} who @returns {Promise<boolean>} whether the server knows */
async function subscribe(push, key, { device, username }) {
  const before = await push.getSubscription(), known = kept();
  // A subscription is bound to the key it was made with: with another one it would be refused.
  if (before && known?.key !== key.id) await before.unsubscribe();
  const made = await push.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key.key) });
  const { endpoint, keys } = made.toJSON(), replaces = known && known.endpoint !== endpoint ? known.endpoint : '';
  if (!(await tell({ device, endpoint, keys, key: key.id, replaces }))) return false;
  localStorage.setItem(KEPT, JSON.stringify({ endpoint, key: key.id, device, username, asked_at: Date.now() }));
  await toWorker({ subscription: { endpoint, key: key.id, public: key.key, device } });
  return true;
}

/**
 * At every opening: an address the browser has changed is told at once; once a day the server is asked for its key, and told of this
 * phone again, so that what it lost or gave up comes back.
 * @param {{device: string, username: string}} who @param {number} now
 */
export async function renew(who, now) {
  const known = kept();
  // Somebody else works on this phone now: what is his does not come here any more.
  if (known && known.username !== who.username) await turnOff();
  if (!known || known.username !== who.username || permission() !== 'granted') return;
  const push = await manager(), present = await push.getSubscription();
  const isFresh = known.asked_at <= now && now - known.asked_at < DAY;
  if (present?.endpoint === known.endpoint && isFresh) return;
  const key = await readKey();
  if (key && key !== 'off') await subscribe(push, key, who);
}

/** No more reminders to this phone. Works with no signal too: the browser's address ends, and the server learns of it when it tries. */
export async function turnOff() {
  const known = kept();
  localStorage.removeItem(KEPT);
  if (support() !== 'here') return;
  await within(ended(known));
}

/** @param {Kept | null} known */
async function ended(known) {
  const registration = await navigator.serviceWorker.getRegistration('/app/');
  if (!registration) return;
  registration.active?.postMessage('forget');
  const present = await (/** @type {any} */ (window).pushManager ?? registration.pushManager).getSubscription();
  if (known || present) await forget(known?.endpoint ?? present.endpoint);
  await present?.unsubscribe();
  for (const shown of await registration.getNotifications()) shown.close();
}

/** Waiting has an end: a push service that does not answer must not keep anybody from logging out. @param {Promise<void>} work */
async function within(work) {
  await Promise.race([work.catch(() => {}), new Promise((done) => setTimeout(done, PATIENCE))]);
}

/** Ask the service worker to tell what became of reminders. @param {string} opened id of a reminder that led here, '' without one */
export async function tellEvents(opened) {
  if (support() !== 'here' || !(await navigator.serviceWorker.getRegistration('/app/'))) return;
  await toWorker(opened ? { opened } : 'tell');
}
