/** An answer in portions: whatever becomes of the connection, what was read is kept, and only the rest is asked for. */

import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { paperState } from '../../../pwa/store/state.js';
import { Batch } from '../../../pwa/sync/batch.js';
import { exchange } from '../../../pwa/sync/exchange.js';
import { MINUTES, paper, phone, sign, UNIT } from '../store/phone.js';
import { Server } from './server.js';

const lineTo = (store, server, more = {}) => ({ store, device: 'd', fetch: server.fetch, ...more });
const failsWith = (code) => (error) => error.code === code;
const anId = (n) => `minutes:${2000 + n}-01:regular:1`;

afterEach(() => mock.timers.reset());

/** A server that has `count` papers and tells `portion` at a time. */
function full(count, portion) {
  const server = Object.assign(new Server(), { portion });
  for (let n = 0; n < count; n++) server.put({ ...paper({ place: `${n}` }), _id: anId(n) });
  return server;
}

/** A phone with `count` sent papers that wait. */
async function waiting(count) {
  const { store } = phone(), ids = Array.from({ length: count }, (_, n) => anId(n));
  for (const id of ids) await store.save(UNIT, id, paper({ place: id }));
  await sign(store, UNIT, ids);
  return store;
}

test('portions are one answer: one request brings them all', async () => {
  const { store } = phone(), server = full(7, 2);
  const told = await exchange(lineTo(store, server));
  assert.equal(server.requests.length, 1);
  assert.equal(told.came, 7);
  assert.equal(await store.meta('cursor'), '7');
  assert.ok(Number.isFinite(await store.meta('drift')));
});

test('cut at any byte, the next exchange asks for exactly the rest', async () => {
  const whole = (await (await full(4, 1).fetch('/sync', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"cursor":"","docs":[]}' })).arrayBuffer()).byteLength;
  for (let cut = 1; cut < whole - 1; cut += 29) {
    const { store } = phone(), server = full(4, 1);
    server.cut = cut;
    const failed = await exchange(lineTo(store, server)).catch((error) => error);
    const held = (await store.list(UNIT)).length;
    assert.equal(failed.code, 'no_signal');
    assert.equal(failed.told.came, held);
    assert.equal((await store.meta('cursor')) ?? '', held ? String(held) : '');
    const { came } = await exchange(lineTo(store, server));
    assert.equal(held + came, 4);
    assert.equal((await store.list(UNIT)).length, 4);
  }
});

test('cut among the verdicts: what was answered stays answered, only the others go again', async () => {
  const store = await waiting(6), server = new Server(), batch = new Batch(), began = batch.bytes;
  server.portion = 2;
  server.cut = 700;
  await assert.rejects(exchange(lineTo(store, server, { batch })), failsWith('no_signal'));
  const left = await store.countUnsent();
  assert.ok(left > 0 && left < 6, `${left}`);
  assert.ok(batch.bytes < began);
  await exchange(lineTo(store, server, { batch }));
  assert.equal(server.requests.slice(1).flatMap((one) => one.docs).length, left);
  assert.equal(await store.countUnsent(), 0);
});

test('cut after all verdicts: the batch has passed, the line is not thought worse of', async () => {
  const store = await waiting(2), server = full(6, 2), batch = new Batch(), began = batch.bytes;
  server.cut = 1500;
  await assert.rejects(exchange(lineTo(store, server, { batch })), failsWith('no_signal'));
  assert.equal(await store.countUnsent(), 0);
  assert.equal(batch.bytes, began);
});

test('an answer that ends in good order before all verdicts were told is none', async () => {
  const store = await waiting(2);
  const fetch = async (_, { body }) => {
    const [{ unit, _id, _rev }] = JSON.parse(new TextDecoder().decode(body)).docs;
    return new Response(`${JSON.stringify({ cursor: 'c', more: false, results: [{ unit, id: _id, rev: _rev, ok: true }] })}\n`);
  };
  const packing = globalThis.CompressionStream;
  // @ts-expect-error an old phone, so that the body can be read here
  delete globalThis.CompressionStream;
  try {
    await assert.rejects(exchange({ store, device: 'd', fetch }), failsWith('no_signal'));
  } finally {
    globalThis.CompressionStream = packing;
  }
  assert.equal(await store.countUnsent(), 1);
});

test('an answer that ends in good order too soon is asked for again at once', async () => {
  const { store } = phone(), server = full(4, 2);
  let asked = 0;
  const fetch = async (...given) => {
    const text = await (await server.fetch(.../** @type {[any, any]} */ (given))).text();
    return new Response(++asked === 1 ? text.slice(0, text.indexOf('\n') + 1) : text || null);
  };
  await exchange({ store, device: 'd', fetch: /** @type {any} */ (fetch) });
  assert.deepEqual(server.requests.map((one) => one.cursor), ['', '2']);
  assert.equal((await store.list(UNIT)).length, 4);
});

test('a feed that tells everything again brings nothing new', async () => {
  const { store } = phone(), server = full(3, 1);
  await exchange(lineTo(store, server));
  await store.save(UNIT, anId(1), paper({ place: 'đang sửa' }));
  const before = await store.all();
  await store.setMeta('cursor', '');
  await exchange(lineTo(Object.assign(Object.create(store), { takePending: async () => [] }), server));
  assert.deepEqual(await store.all(), before);
});

test('new units are kept before the cursor that says they were told', async () => {
  const { store } = phone(), server = full(2, 1);
  server.units = [{ id: UNIT }];
  const fullDisk = async () => {
    assert.equal(await store.meta('cursor'), undefined);
    throw new Error('QuotaExceededError');
  };
  await assert.rejects(exchange(lineTo(store, server, { onUnits: fullDisk })), /Quota/);
  assert.equal(await store.meta('cursor'), undefined);
});

test('a page that is no portion spoils nothing that came before it', async () => {
  const { store } = phone(), server = full(2, 1);
  const fetch = async (...given) => new Response(`${await (await server.fetch(.../** @type {[any, any]} */ (given))).text()}<html>\n</html>\n`);
  await assert.rejects(exchange({ store, device: 'd', fetch: /** @type {any} */ (fetch) }), failsWith('no_signal'));
  assert.equal(await store.meta('cursor'), '2');
});

test('a slow answer is waited for as long as something keeps coming', async () => {
  const { store } = phone(), server = full(3, 1);
  const bytes = new Uint8Array(await (await server.fetch('/sync', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"cursor":"","docs":[]}' })).arrayBuffer());
  mock.timers.enable({ apis: ['setTimeout'] });
  let at = 0;
  const fetch = async (_, { signal }) => new Response(new ReadableStream({
    pull(stream) {
      mock.timers.tick(20_000);
      if (signal.aborted) return stream.error(signal.reason);
      if (at >= bytes.length) return stream.close();
      stream.enqueue(bytes.slice(at, (at += 100)));
    },
  }, { highWaterMark: 0 }));
  const told = await exchange({ store, device: 'd', fetch: /** @type {any} */ (fetch) });
  assert.equal(told.came, 3);
});

test('a receipt that came before the cut is shown', async () => {
  const { store } = phone(), server = full(4, 1);
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES]);
  server.cut = 900;
  await assert.rejects(exchange(lineTo(store, server)), failsWith('no_signal'));
  assert.equal(paperState(await store.get(UNIT, MINUTES)), 'received');
});
