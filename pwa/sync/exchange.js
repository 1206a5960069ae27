/**
 * One exchange with the server: everything that waits goes up, verdicts and receipts and changes come down. The answer comes in
 * portions; each is on disk, together with the cursor that follows it, whatever becomes of the next. What was not confirmed stays tried.
 */

import { isoWithOffset } from '../lib/time.js';
import { ANSWERS } from '../store/store.js';
import { Batch } from './batch.js';
import { readLines } from './lines.js';

const PACK_FROM = 300;
const SILENCE = 30_000;
/** Milliseconds in which a phone can say how it is; the papers wait no longer for it. */
const NEWS = 2_000;

/** A whole exchange that failed. `code` is of the error table, or `no_signal`; `told` is what was done all the same. */
export class ExchangeFailed extends Error {
  /** @param {string} code @param {string} [message] */
  constructor(code, message = code) {
    super(message);
    this.code = code;
    /** @type {Told | undefined} */ this.told = undefined;
  }
}

/**
 * @typedef {{up: number, down: number, sent: number, came: number}} Told bytes and papers
 * @typedef {{store: import('../store/store.js').Store, device: string, fetch?: typeof fetch, silence?: number, batch?: Batch,
 *   onFlight?: (keys: Set<string>) => void, onUnits?: (units: any[], forms?: string) => unknown,
 *   news?: (unsent: number) => Promise<{said: any, told: () => Promise<void>} | null>}} Line what the phone tells of itself, once an exchange
 */

/**
 * Exchange until nothing is left in either direction. Rejects with ExchangeFailed; what came before that is kept.
 * @param {Line} line @returns {Promise<Told>}
 */
export async function exchange(line) {
  const told = { up: 0, down: 0, sent: 0, came: 0 }, batch = line.batch ?? new Batch();
  let waiting = batch.ordered(await line.store.takePending());
  try {
    for (let more = true, first = true; more; first = false) {
      const docs = batch.take(waiting);
      waiting = waiting.slice(docs.length);
      const phone = first && line.news ? await soon(line.news(waiting.length)) : null;
      more = (await once(line, batch, docs, told, phone?.said)) || waiting.length > 0;
      await phone?.told();
    }
  } catch (error) {
    if (error instanceof ExchangeFailed) error.told = told;
    throw error;
  }
  return told;
}

/** What was asked, or null where that fails or takes too long. @template T @param {Promise<T>} asked @returns {Promise<T | null>} */
async function soon(asked) {
  /** @type {any} */ let timer;
  const late = new Promise((resolve) => (timer = setTimeout(() => resolve(null), NEWS)));
  return Promise.race([asked.catch(() => null), late]).finally(() => clearTimeout(timer));
}

/** One request; gives whether there is more to come down. @param {Line} line @param {Batch} batch @param {any[]} docs @param {Told} told @param {any} [phone] @returns {Promise<boolean>} */
async function once(line, batch, docs, told, phone) {
  const { store, device, onFlight = () => {} } = line;
  const cursor = (await store.meta('cursor')) ?? '';
  const clock = isoWithOffset(), beside = ((await store.meta(ANSWERS)) ?? []).length ? (await import('./answers.js')).toSend(await store.meta(ANSWERS)) : {};
  const [body, headers] = await pack({ cursor, device, clock, docs, ...beside, ...(phone && { phone }) });
  const answer = new Answer(line, docs, told, clock);
  told.up += body.length;
  onFlight(new Set(docs.map((one) => `${one.unit} ${one._id}`)));
  try {
    await post(line, body, headers, answer);
    if (answer.answered < docs.length) throw new ExchangeFailed('no_signal');
  } catch (error) {
    if (/** @type {any} */ (error).code === 'cursor_invalid' && cursor !== '') {
      await store.setMeta('cursor', '');
      return await once(line, batch, docs, told, phone);
    }
    // Without any signal nothing is learnt of the line.
    if (answer.answered < docs.length && globalThis.navigator?.onLine !== false) batch.failed(docs.slice(answer.answered));
    throw error;
  } finally {
    onFlight(new Set());
  }
  batch.succeeded(docs);
  return answer.more;
}

/** Takes in an answer, portion by portion. */
class Answer {
  /** @param {Line} line @param {any[]} docs @param {Told} told @param {string} clock of the request */
  constructor(line, docs, told, clock) {
    this._line = line;
    this._docs = docs;
    this._told = told;
    this._clock = clock;
    /** Server time minus the phone's, once the answer has told its own. @type {number | null} */ this._drift = null;
    this.answered = 0;
    this.more = false;
  }

  /** All that can be read of these lines is kept before what cannot be read is told. @param {string[]} lines */
  async take(lines) {
    const portions = lines.map(parse), bad = portions.indexOf(null), good = bad < 0 ? portions : portions.slice(0, bad);
    if (good.length) await this._keep(good);
    if (bad >= 0) throw new ExchangeFailed('no_signal');
  }

  /** @param {any[]} portions */
  async _keep(portions) {
    const { store, onUnits = () => {} } = this._line, now = portions.find((one) => one.now)?.now;
    /** @type {Record<string, string> | undefined} of people, by user name */ let names;
    if (now) this._drift = Date.parse(now) - Date.parse(this._clock);
    for (const { units, forms, results = [], answered, names: told } of portions) {
      if (answered) await (await import('./answers.js')).settle(store, answered);
      if (told) Object.assign((names ??= (await store.meta('names')) ?? {}), told);
      // Before the cursor that says they were told.
      if (units) await onUnits(units, forms);
      const asked = this._docs.slice(this.answered, this.answered + results.length);
      await store.settle(results.filter((/** @type {any} */ result, /** @type {number} */ place) => matches(result, asked[place])).map((/** @type {any} */ one) => this._dated(one)));
      this.answered += results.length;
      this._told.sent += asked.length;
    }
    const changes = portions.flatMap((one) => one.changes ?? []), last = portions[portions.length - 1];
    await store.receive(changes, { cursor: last.cursor, ...(now && { drift: this._drift }), ...(names && { names }) });
    this._told.came += changes.length;
    this.more = Boolean(last.more);
  }

  /** A receipt with the drift of the exchange that brought its paper. @param {any} result */
  _dated(result) {
    return result.receipt && this._drift !== null ? { ...result, receipt: { ...result.receipt, drift_ms: this._drift } } : result;
  }

  /** @param {number} bytes */
  count(bytes) {
    this._told.down += bytes;
  }
}

/** A verdict counts only for the very revision it was asked about. @param {any} result @param {any} document */
const matches = (result, document) => document && result.id === document._id && result.rev === document._rev && result.unit === document.unit;

/** A portion; null for what is none: a captive portal answers with a page of its own. @param {string} text */
function parse(text) {
  try {
    const portion = JSON.parse(text);
    return typeof portion.cursor === 'string' ? portion : null;
  } catch {
    return null;
  }
}

/** The error in an answer that is one, else that there was no answer. @param {string} text */
function failure(text) {
  try {
    const { code, message } = JSON.parse(text).error;
    return new ExchangeFailed(code, message);
  } catch {
    return new ExchangeFailed('no_signal');
  }
}

/** @template T @param {Promise<T>} asked @returns {Promise<T>} */
const orNoSignal = (asked) => asked.catch(() => Promise.reject(new ExchangeFailed('no_signal')));

/**
 * Send, and hand the answer on as it comes. A connection that dies in the middle of the body is as silent as one that never answered.
 * @param {Line} line @param {Uint8Array<ArrayBuffer>} body @param {Record<string, string>} headers @param {Answer} answer
 */
async function post({ fetch: send = fetch, silence = SILENCE }, body, headers, answer) {
  const abort = new AbortController(), giveUp = () => setTimeout(() => abort.abort(), silence);
  let timer = giveUp();
  const heard = (/** @type {number} */ bytes) => {
    clearTimeout(timer);
    timer = giveUp();
    answer.count(bytes);
  };
  try {
    const response = await orNoSignal(send('/sync', {
      method: 'POST', body, headers, credentials: 'same-origin', referrerPolicy: 'no-referrer', cache: 'no-store',
      redirect: 'error', signal: abort.signal,
    }));
    if (response.status === 204) return;
    if (!response.ok) throw failure(await orNoSignal(response.text()));
    if (!(await readLines(response, (lines) => answer.take(lines), heard))) throw new ExchangeFailed('no_signal');
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
