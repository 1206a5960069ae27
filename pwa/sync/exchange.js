/**
 * One exchange with the server: everything that waits goes up, verdicts and receipts and changes come down. What came down is
 * on disk, together with the cursor that follows it, before this resolves; what was not confirmed stays tried.
 */

import { isoWithOffset } from '../lib/time.js';

const MOST_BYTES = 256 * 1024;
const MOST_DOCUMENTS = 400;
const PACK_FROM = 300;
const SILENCE = 30_000;

/** A whole exchange that failed. `code` is of the error table, or `no_signal`. */
export class ExchangeFailed extends Error {
  /** @param {string} code @param {string} [message] */
  constructor(code, message = code) {
    super(message);
    this.code = code;
  }
}

/**
 * @typedef {{store: import('../store/store.js').Store, device: string, fetch?: typeof fetch, silence?: number,
 *   onFlight?: (keys: Set<string>) => void}} Line
 */

/**
 * Exchange until nothing is left in either direction.
 * @param {Line} line @returns {Promise<{up: number, down: number, sent: number, came: number, units?: any[]}>} bytes and papers
 */
export async function exchange(line) {
  const told = { up: 0, down: 0, sent: 0, came: 0, /** @type {any[] | undefined} */ units: undefined };
  let waiting = await line.store.takePending();
  for (let more = true; more; ) {
    const docs = fitting(waiting);
    waiting = waiting.slice(docs.length);
    const answer = await once(line, docs, told);
    if (answer?.units) told.units = answer.units;
    more = waiting.length > 0 || Boolean(answer?.more);
  }
  return told;
}

/** @param {any} document */
const size = (document) => new TextEncoder().encode(JSON.stringify(document)).length;

/** As many documents as fit into one request, at least one. @param {any[]} waiting */
function fitting(waiting) {
  let bytes = 0, count = 0;
  for (const one of waiting) {
    bytes += size(one);
    if (count && (bytes > MOST_BYTES || count === MOST_DOCUMENTS)) break;
    count += 1;
  }
  return waiting.slice(0, count);
}

/** @param {Line} line @param {any[]} docs @param {{up: number, down: number, sent: number, came: number}} told @returns {Promise<any>} */
async function once(line, docs, told) {
  const { store, device, onFlight = () => {} } = line;
  const cursor = (await store.meta('cursor')) ?? '';
  const [body, headers] = await pack({ cursor, device, clock: isoWithOffset(), docs });
  told.up += body.length;
  onFlight(new Set(docs.map((one) => `${one.unit} ${one._id}`)));
  try {
    const [response, text] = await post(line, body, headers);
    if (response.status === 204) return null;
    const answer = parse(text);
    told.down += text.length;
    if (!response.ok) {
      if (answer?.error?.code === 'cursor_invalid' && cursor !== '') {
        await store.setMeta('cursor', '');
        return await once(line, docs, told);
      }
      throw new ExchangeFailed(answer?.error?.code ?? 'internal', answer?.error?.message);
    }
    await store.settle(answer.results.filter((/** @type {any} */ result, /** @type {number} */ place) => matches(result, docs[place])));
    const drift = Date.parse(answer.now) - Date.now();
    await store.receive(answer.changes, { cursor: answer.cursor, drift });
    told.sent += docs.length;
    told.came += answer.changes.length;
    return answer;
  } finally {
    onFlight(new Set());
  }
}

/** A verdict counts only for the very revision it was asked about. @param {any} result @param {any} document */
const matches = (result, document) => document && result.id === document._id && result.rev === document._rev && result.unit === document.unit;

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    // A captive portal answers with a page of its own.
    throw new ExchangeFailed('no_signal');
  }
}

/**
 * The answer and all of its text: a connection that dies in the middle of the body is as silent as one that never answered.
 * @param {Line} line @param {Uint8Array<ArrayBuffer>} body @param {Record<string, string>} headers @returns {Promise<[Response, string]>}
 */
async function post({ fetch: send = fetch, silence = SILENCE }, body, headers) {
  const abort = new AbortController(), timer = setTimeout(() => abort.abort(), silence);
  try {
    const response = await send('/sync', {
      method: 'POST', body, headers, credentials: 'same-origin', referrerPolicy: 'no-referrer', cache: 'no-store',
      redirect: 'error', signal: abort.signal,
    });
    return [response, await response.text()];
  } catch {
    throw new ExchangeFailed('no_signal');
  } finally {
    clearTimeout(timer);
  }
}

/** @param {any} value @returns {Promise<[Uint8Array<ArrayBuffer>, Record<string, string>]>} */
async function pack(value) {
  const plain = new TextEncoder().encode(JSON.stringify(value)), headers = { 'Content-Type': 'application/json' };
  if (plain.length < PACK_FROM || typeof CompressionStream === 'undefined') return [plain, headers];
  const packed = new Blob([plain]).stream().pipeThrough(new CompressionStream('gzip'));
  return [new Uint8Array(await new Response(packed).arrayBuffer()), { ...headers, 'Content-Encoding': 'gzip' }];
}
