/**
 * What a phone tells of itself beside its papers, so that the office sees who has an old version, a full disk, or papers that are not sent:
 * told when it has changed, and once in six hours. Nothing of a person, and nothing of what is written. Never keeps papers from being sent.
 */

const TOLD = 'phone_told';
const AGAIN = 6 * 3_600_000;
const STEP = 100_000_000;

/** @typedef {{version?: string, unsent: number, storage_free?: number, push: 'on' | 'off' | 'denied' | 'none'}} Phone */

/** The version of the app that is stored whole on this phone; undefined while there is none. */
async function version() {
  const names = await globalThis.caches?.keys() ?? [];
  return names.find((name) => name.startsWith('sohop-'))?.slice('sohop-'.length);
}

/** Free space in bytes, in steps of 100 MB: each byte less is no news. */
async function storageFree() {
  const { quota, usage } = await globalThis.navigator?.storage?.estimate?.() ?? {};
  return quota === undefined || usage === undefined ? undefined : Math.floor(Math.max(0, quota - usage) / STEP) * STEP;
}

/** @returns {Promise<Phone['push']>} */
async function push() {
  const { Notification: shown, PushManager: pushed } = globalThis;
  if (!shown || !pushed) return 'none';
  if (shown.permission === 'denied') return 'denied';
  const worker = await navigator.serviceWorker?.getRegistration();
  return (await worker?.pushManager.getSubscription()) ? 'on' : 'off';
}

/**
 * What is to be told now, and what has to be called when it was; null when there is no news. May take for ever, and may reject: so does
 * what a browser says of itself.
 * @param {Pick<import('../store/store.js').Store, 'meta' | 'setMeta'>} store @param {number} unsent papers that wait beside those being sent
 * @param {() => number} [now] @returns {Promise<{said: Phone, told: () => Promise<void>} | null>}
 */
export async function news(store, unsent, now = Date.now) {
  const [app, free, reminders] = await Promise.all([version(), storageFree(), push()]);
  /** @type {Phone} */ const said = { unsent, push: reminders, ...(app && { version: app }), ...(free !== undefined && { storage_free: free }) };
  const before = await store.meta(TOLD), text = JSON.stringify(said);
  if (before && before.text === text && now() - before.at < AGAIN && now() >= before.at) return null;
  return { said, told: () => store.setMeta(TOLD, { text, at: now() }).catch(() => {}) };
}
