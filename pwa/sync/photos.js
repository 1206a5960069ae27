/**
 * Photos go up, after the text and in pieces: a line that dies loses the piece in flight and nothing else. Only the server's
 * word that it has a photo whole ends its waiting. Never throws, and never says anything about a paper.
 *
 * The words are those of the IETF's resumable uploads: HEAD asks for `Upload-Offset`, PATCH adds a piece there.
 */

import { pruneOldPhotos } from '../store/old-photos.js';
import { digestOf, markRefused, markSafe, markTried, sweepPhotos, waitingPhotos } from '../store/photos.js';

const PIECE = 16_384;
const SMALL_PIECE = 8_192;
const SILENCE = 30_000;
const MOST_TURNS_BACK = 3;
/** What the server will say again, however often the same bytes come. */
const FOR_GOOD = new Set(['photo_malformed', 'body_too_large']);
/** What concerns this photo alone; the next one may pass. */
const FOR_THIS = new Set(['attachment_digest_wrong', 'not_your_unit', 'unit_unknown', 'not_found']);

/**
 * @typedef {{store: import('../store/store.js').Store, stop?: () => boolean, fetch?: typeof fetch, silence?: number}} Line
 * @typedef {{up: number, sent: number, left: number, failed: boolean, result: string}} Told `result` is 'ok', 'stopped', 'no_signal'
 *   or a code of the error table
 * @typedef {import('../store/photos.js').Photo} Photo
 */

class PhotoFailed extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * Send every photo that waits, until one fails or `stop` says that there is text to send.
 * @param {Line} line @returns {Promise<Told>} bytes and photos
 */
export async function sendPhotos(line) {
  const told = { up: 0, sent: 0, left: 0, failed: false, result: 'ok' };
  try {
    const waiting = await waitingPhotos(line.store);
    told.left = waiting.length;
    for (const photo of waiting) {
      try {
        if (!(await sendPhoto(line, photo, told))) return { ...told, result: 'stopped' };
        told.sent += 1;
        told.left -= 1;
      } catch (error) {
        const code = codeOf(error);
        if (FOR_GOOD.has(code) || (code === 'attachment_digest_wrong' && (await digestOf(photo.data)) !== photo.digest)) await markRefused(line.store, photo, code);
        else if (!FOR_THIS.has(code)) throw error;
        Object.assign(told, { failed: true, result: code });
      }
    }
    await sweepPhotos(line.store);
    await pruneOldPhotos(line.store);
  } catch (error) {
    Object.assign(told, { failed: true, result: codeOf(error) });
  }
  return told;
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof PhotoFailed ? error.code : 'internal');

/** @param {Line} line @param {Photo} photo @param {Told} told @returns {Promise<boolean>} false when it was stopped */
async function sendPhoto(line, photo, told) {
  const { store, stop = () => false } = line, whole = photo.data.byteLength;
  if (stop()) return false;
  // A line that failed before gets smaller pieces: less is lost with each.
  const size = photo.tried ? SMALL_PIECE : PIECE;
  let offset = photo.tried ? await ask(line, photo) : 0, turnsBack = 0;
  if (!photo.tried) await markTried(store, photo);
  while (offset < whole) {
    if (stop()) return false;
    const piece = photo.data.slice(offset, offset + size);
    const response = await request(line, photo, 'PATCH', piece, {
      'Content-Type': 'application/partial-upload', 'Upload-Offset': String(offset), 'Upload-Length': String(whole),
    });
    const now = offsetOf(response, whole);
    if (response.status === 409) {
      if (now === null || ++turnsBack > MOST_TURNS_BACK) throw new PhotoFailed('upload_offset_wrong');
      offset = now;
      if (offset === whole) offset = await ask(line, photo);
      continue;
    }
    if (!response.ok || now === null || now <= offset) throw new PhotoFailed(await codeIn(response));
    told.up += now - offset;
    if (now === whole && response.status !== 201) throw new PhotoFailed('internal');
    offset = now;
  }
  await markSafe(store, photo.unit, photo.digest);
  return true;
}

/** How many bytes the server has; all of them only when it says that the photo is complete. @param {Line} line @param {Photo} photo @returns {Promise<number>} */
async function ask(line, photo) {
  const whole = photo.data.byteLength, response = await request(line, photo, 'HEAD');
  const offset = offsetOf(response, whole), complete = response.headers.get('Upload-Complete') === '?1';
  if (response.status === 401) throw new PhotoFailed('session_missing');
  if (response.status === 403) throw new PhotoFailed('not_your_unit');
  if (response.status === 404) throw new PhotoFailed('unit_unknown');
  if (!response.ok || offset === null || (offset === whole) !== complete) throw new PhotoFailed('internal');
  return offset;
}

/** @param {Response} response @param {number} whole @returns {number | null} */
function offsetOf(response, whole) {
  const text = response.headers.get('Upload-Offset') ?? '', offset = Number(text);
  return /^[0-9]+$/.test(text) && offset <= whole ? offset : null;
}

/** @param {Response} response @returns {Promise<string>} */
async function codeIn(response) {
  try {
    return (await response.json()).error.code;
  } catch {
    // A captive portal answers with a page of its own.
    return response.ok ? 'no_signal' : 'internal';
  }
}

/**
 * @param {Line} line @param {Photo} photo @param {string} method @param {ArrayBuffer} [body] @param {Record<string, string>} [headers]
 * @returns {Promise<Response>}
 */
async function request({ fetch: send = fetch, silence = SILENCE }, { unit, digest }, method, body, headers) {
  const abort = new AbortController(), timer = setTimeout(() => abort.abort(), silence);
  try {
    return await send(`/sync/photos/${unit}/${digest}`, {
      method, body, headers, credentials: 'same-origin', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error', signal: abort.signal,
    });
  } catch {
    throw new PhotoFailed('no_signal');
  } finally {
    clearTimeout(timer);
  }
}
