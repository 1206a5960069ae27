// A phone on a line that breaks: exchanges until one comes to its end, without waiting in between, and prints one JSON report.
// What it must say is in tests/server/replication/test_cut_lines.py.
//
//   node tests/pwa/sync/through_cuts.js http://127.0.0.1:8123 'session=…' <papers to send> <username>

import { request } from 'node:http';
import { constants, createGunzip, gunzipSync } from 'node:zlib';

import 'fake-indexeddb/auto';
import { Store } from '../../../pwa/store/store.js';
import { Batch } from '../../../pwa/sync/batch.js';
import { exchange } from '../../../pwa/sync/exchange.js';

const UNIT = 'chi-bo-ban-na-don', PATIENCE = 500;
const [url, cookie, count, author] = process.argv.slice(2);
const store = new Store(author), batch = new Batch();
/** @type {{ids: string[], answered: boolean}[]} */ const requests = [];

/**
 * Fetch for a line that breaks: all that came before the cut can be read before the cut is told. Node's own drops what has not
 * been read yet when a connection ends too soon, as much as it likes, so nothing could be counted.
 * @param {string} path @param {any} init
 */
async function send(path, { method, body, headers }) {
  const text = headers['Content-Encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body);
  const told = { ids: JSON.parse(text.toString()).docs.map((/** @type {any} */ one) => one._id), answered: false };
  requests.push(told);
  const sent = { ...headers, cookie, origin: url, 'accept-encoding': 'gzip', 'content-length': body.length };
  /** @type {import('node:http').IncomingMessage} */
  const came = await new Promise((resolve, reject) => request(url + path, { method, headers: sent }, resolve).on('error', reject).end(body));
  told.answered = true;
  const chunks = came.statusCode === 204 ? null : chunksOf(came);
  const read = async () => {
    const { done, value } = await /** @type {AsyncGenerator<Uint8Array>} */ (chunks).next();
    return { done, value };
  };
  const status = /** @type {number} */ (came.statusCode);
  if (!chunks) came.resume();
  return { status, ok: status < 300, body: { getReader: () => ({ read, cancel: async () => {} }) } };
}

/** @param {import('node:http').IncomingMessage} came @returns {AsyncGenerator<Uint8Array>} */
async function* chunksOf(came) {
  const flush = constants.Z_SYNC_FLUSH, unpacked = came.headers['content-encoding'] === 'gzip' ? createGunzip({ flush, finishFlush: flush }) : null;
  /** @type {Error | undefined} */ let broken;
  if (unpacked) {
    came.on('data', (chunk) => unpacked.write(chunk)).on('error', (error) => (broken = error)).on('close', () => unpacked.end());
    yield* unpacked;
  } else yield* came;
  if (broken) throw broken;
}

/** @param {number} n */
const meeting = (n) => {
  const month = `${1990 + Math.floor(n / 108)}-${String((Math.floor(n / 9) % 12) + 1).padStart(2, '0')}`, chair = { name: 'Lò Văn Panh' };
  const words = Array.from({ length: 30 }, (_, place) => ((n * 7919 + place * 104729) % 99991).toString(36)).join(' ');
  const answers = { date: `${month}-03`, start_time: '19:30', place: words, chair, note_taker: chair, agenda: [{ _id: '1', text: words }] };
  return { id: `meeting:${month}:extraordinary:${(n % 9) + 1}`,
    body: { kind: 'meeting', form: 'meeting', version: 1, unit: UNIT, state: 'draft', author, device: 'd', answers } };
};

await store.send(UNIT, Array.from({ length: Number(count) }, (_, n) => meeting(n)));

let cuts = 0, came = 0;
for (let ended = false; !ended; ) {
  try {
    came += (await exchange({ store, device: 'd', batch, fetch: /** @type {any} */ (send) })).came;
    ended = true;
  } catch (error) {
    const { code, told } = /** @type {any} */ (error);
    if (code !== 'no_signal' || ++cuts > PATIENCE) throw error;
    came += told.came;
  }
}
const papers = await store.list(UNIT), receipts = papers.filter((one) => Object.keys(one.receipts).length).length;
process.stdout.write(JSON.stringify({
  cuts, came, papers: papers.length, owed: papers.filter(({ id }) => id.startsWith('obligation:')).length, receipts, unsent: await store.countUnsent(), requests,
}));
