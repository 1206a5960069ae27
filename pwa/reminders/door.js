/** The server's door for reminders, as this phone knocks at it. Gives null where there is no signal or no right; never throws. */

const PATIENCE = 15_000;

/** @param {'GET' | 'POST' | 'PUT' | 'DELETE'} method @param {string} path under /api @param {any} [body] @param {number[]} [also] answers that say something too
 * @returns {Promise<Response | null>} an answer that is a success */
async function ask(method, path, body, also = []) {
  const abort = new AbortController(), timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const response = await fetch(`/api/${path}`, {
      method, credentials: 'same-origin', cache: 'no-store', referrerPolicy: 'no-referrer', signal: abort.signal,
      ...(body !== undefined && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return response.ok || also.includes(response.status) ? response : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** @typedef {{key: string, id: string}} Key `key`: the server's public key for push, base64url; `id`: its name */
/** @typedef {{device: string, endpoint: string, keys: {p256dh: string, auth: string}, key: string, replaces: string}} Told */

/** `off`: this server sends no reminders. @returns {Promise<Key | 'off' | null>} */
export async function readKey() {
  const response = await ask('GET', 'push/key', undefined, [404]);
  return response?.status === 404 ? 'off' : (response?.json().catch(() => null) ?? null);
}

/** @param {Told} told */
export const tell = async (told) => (await ask('POST', 'push/subscriptions', told)) !== null;

/** @param {string} endpoint */
export const forget = async (endpoint) => (await ask('DELETE', 'push/subscriptions', { endpoint })) !== null;

/** When the address of the calendar was made; null where there is none, or no signal. @returns {Promise<{made_at: string} | null>} */
export async function readCalendar() {
  const told = (await (await ask('GET', 'calendar'))?.json().catch(() => null)) ?? null;
  return told?.made_at ? told : null;
}

/** A new address, in place of any before. @returns {Promise<{url: string} | null>} */
export const makeCalendar = async () => (await ask('POST', 'calendar', {}))?.json().catch(() => null) ?? null;

export const dropCalendar = async () => (await ask('DELETE', 'calendar')) !== null;

/** @typedef {{first: string, meetings: boolean}} Wishes `first`: nothing before that hour, HH:MM, '' for the hour of the rules; `meetings`: tomorrow's too */

/** @returns {Promise<Wishes | null>} */
export const readWishes = async () => (await (await ask('GET', 'push/wishes'))?.json().catch(() => null)) ?? null;

/** @param {Wishes} wishes */
export const keepWishes = async (wishes) => (await ask('PUT', 'push/wishes', wishes)) !== null;
