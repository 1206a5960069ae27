/** One exchange against a server that keeps to docs/architecture.md, "Exchange". */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { paperState } from '../../../pwa/store/state.js';
import { exchange } from '../../../pwa/sync/exchange.js';
import { MINUTES, paper, phone, REFUSAL, sign, UNIT } from '../store/phone.js';
import { Server } from './server.js';

const lineTo = (store, server, more = {}) => ({ store, device: 'd', fetch: server.fetch, ...more });
const failsWith = (code) => (error) => error.code === code;
const anId = (n) => `minutes:${2000 + n}-01:regular:1`;

test('a sent paper comes back with its receipt, a draft without', async () => {
  const { store } = phone(), server = new Server();
  await store.save(UNIT, MINUTES, paper({ place: 'Nhà văn hóa' }));
  await store.save(UNIT, 'member:01', paper({ name: 'A' }, 'member'));
  await sign(store, UNIT, [MINUTES]);
  const told = await exchange(lineTo(store, server));
  assert.equal(told.sent, 2);
  assert.equal(paperState(await store.get(UNIT, MINUTES)), 'received');
  assert.equal(await store.countUnsent(), 0);
  assert.equal(await store.meta('cursor'), '2');
});

test('nothing to say and nothing to hear: one request, no body in the answer', async () => {
  const { store } = phone(), server = new Server();
  await exchange(lineTo(store, server));
  const told = await exchange(lineTo(store, server));
  assert.deepEqual([told.sent, told.came, told.down], [0, 0, 0]);
});

test('a large body is packed, a small one is not', async () => {
  const { store } = phone(), server = new Server();
  await exchange(lineTo(store, server));
  await store.save(UNIT, MINUTES, paper({ current_affairs: 'Đã quán triệt. '.repeat(500) }));
  const { up } = await exchange(lineTo(store, server));
  assert.deepEqual(server.requests.map((one) => one.encoding), [null, 'gzip']);
  assert.ok(up < 3000, `${up} bytes went up`);
});

test('many papers go up in several requests, each within its bytes, every paper once', async () => {
  const { store } = phone(), server = new Server();
  for (let n = 0; n < 12; n++) await store.save(UNIT, anId(n), paper({ current_affairs: 'ế'.repeat(15_000) }));
  await exchange(lineTo(store, server));
  assert.ok(server.requests.length > 1);
  for (const { docs } of server.requests) assert.ok(new TextEncoder().encode(JSON.stringify(docs)).length <= 256 * 1024 + 100);
  assert.equal(new Set(server.requests.flatMap(({ docs }) => docs.map((one) => one._id))).size, 12);
  assert.equal(await store.countUnsent(), 0);
});

test('a paper larger than a batch goes alone', async () => {
  const { store } = phone(), server = new Server();
  await store.save(UNIT, anId(1), paper({ current_affairs: 'a' }));
  await store.save(UNIT, anId(2), paper({ current_affairs: 'a'.repeat(300 * 1024) }));
  await exchange(lineTo(store, server));
  assert.deepEqual(server.requests.map(({ docs }) => docs.length), [1, 1]);
});

test('a request never holds more documents than the server takes', async () => {
  const docs = Array.from({ length: 950 }, (_, n) => ({ unit: UNIT, _id: anId(n), _rev: '1-a', state: 'draft' }));
  const { store } = phone(), server = new Server();
  store.takePending = async () => docs;
  await exchange(lineTo(store, server));
  assert.ok(server.requests.every((one) => one.docs.length <= 500));
  assert.equal(server.requests.flatMap((one) => one.docs).length, 950);
});

test('as long as there is more, it asks again with the new cursor', async () => {
  const { store } = phone(), server = new Server();
  for (let n = 0; n < 5; n++) server.put({ ...paper({ place: `${n}` }), _id: anId(n) });
  server.page = 2;
  const told = await exchange(lineTo(store, server));
  assert.equal(told.came, 5);
  assert.deepEqual(server.requests.map((one) => one.cursor), ['', '2', '4']);
  assert.equal((await store.list(UNIT)).length, 5);
});

test('a cursor the server does not know is dropped, and the papers go up all the same', async () => {
  const { store } = phone(), server = new Server();
  await store.setMeta('cursor', 'of-another-server');
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await exchange(lineTo(store, server));
  assert.deepEqual(server.requests.map((one) => one.cursor), ['of-another-server', '']);
  assert.equal(await store.countUnsent(), 0);
});

test('a server that refuses even the empty cursor is not asked for ever', async () => {
  const { store } = phone();
  let asked = 0;
  const fetch = async () => {
    if (++asked > 5) throw new Error('asked for ever');
    return Response.json({ error: { code: 'cursor_invalid' } }, { status: 400 });
  };
  await assert.rejects(exchange({ store, device: 'd', fetch }), failsWith('cursor_invalid'));
  assert.equal(asked, 1);
});

test('a refused paper is returned with its reason; the others are received', async () => {
  const { store } = phone(), server = new Server();
  for (const id of [MINUTES, anId(1)]) await store.save(UNIT, id, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES, anId(1)]);
  server.refuse.set(MINUTES, REFUSAL);
  await exchange(lineTo(store, server));
  assert.equal(paperState(await store.get(UNIT, MINUTES)), 'returned');
  assert.equal((await store.get(UNIT, MINUTES)).refusal.code, REFUSAL.code);
  assert.equal(paperState(await store.get(UNIT, anId(1))), 'received');
});

for (const member of ['rev', 'id', 'unit']) {
  test(`a verdict for another ${member} is not believed`, async () => {
    const { store } = phone(), server = new Server();
    await store.save(UNIT, MINUTES, paper({ place: 'một' }));
    await sign(store, UNIT, [MINUTES]);
    server.keeps = false;
    server.twist = (result) => ({ ...result, [member]: '1-00000000000000000000000000000000' });
    await exchange(lineTo(store, server));
    assert.equal(paperState(await store.get(UNIT, MINUTES)), 'on_this_phone');
    assert.equal(await store.countUnsent(), 1);
  });
}

test('a lost answer is asked for again: the same revision, the same receipt', async () => {
  const { store } = phone(), server = new Server();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES]);
  const lost = async (...asked) => {
    await server.fetch(...asked);
    throw new TypeError('network');
  };
  await assert.rejects(exchange(lineTo(store, server, { fetch: lost })), failsWith('no_signal'));
  assert.equal(paperState(await store.get(UNIT, MINUTES)), 'on_this_phone');
  await exchange(lineTo(store, server));
  assert.equal(server.requests[0].docs[0]._rev, server.requests[1].docs[0]._rev);
  assert.equal(paperState(await store.get(UNIT, MINUTES)), 'received');
  assert.equal(Object.keys((await store.get(UNIT, MINUTES)).tree).length, 1);
});

test('the page of a captive portal is no answer, and nothing is called received', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES]);
  const fetch = async () => new Response('<html>Đăng nhập Wi-Fi</html>', { headers: { 'Content-Type': 'text/html' } });
  await assert.rejects(exchange({ store, device: 'd', fetch }), failsWith('no_signal'));
  assert.equal(paperState(await store.get(UNIT, MINUTES)), 'on_this_phone');
});

test('a server that says nothing is given up', async () => {
  const { store } = phone();
  const fetch = (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  await assert.rejects(exchange({ store, device: 'd', fetch, silence: 5 }), failsWith('no_signal'));
});

test('a server that falls silent in the middle of its answer is given up', async () => {
  const { store } = phone();
  const fetch = async (_, { signal }) => new Response(new ReadableStream({
    start(stream) {
      stream.enqueue(new TextEncoder().encode('{"cursor": '));
      signal.addEventListener('abort', () => stream.error(signal.reason));
    },
  }));
  await assert.rejects(exchange({ store, device: 'd', fetch, silence: 5 }), failsWith('no_signal'));
});

test('a session that has ended says so, and the papers stay', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const fetch = async () => Response.json({ error: { code: 'session_missing', message: 'Cần đăng nhập lại.' } }, { status: 401 });
  await assert.rejects(exchange({ store, device: 'd', fetch }), failsWith('session_missing'));
  assert.equal(await store.countUnsent(), 1);
});

test('what is in the request is told while it is, and no longer', async () => {
  const { store } = phone(), server = new Server(), told = [];
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await exchange(lineTo(store, server, { onFlight: (keys) => told.push([...keys]) }));
  assert.deepEqual(told, [[`${UNIT} ${MINUTES}`], []]);
});

test('new units are handed on', async () => {
  const { store } = phone(), server = new Server();
  server.units = [{ id: UNIT }];
  const heard = [];
  await exchange(lineTo(store, server, { onUnits: (units) => heard.push(units) }));
  assert.deepEqual(heard, [[{ id: UNIT }]]);
});
