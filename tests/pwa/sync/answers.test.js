/** Answers to questions go up beside the papers, are asked about until the server has told, and are never dropped by themselves. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { giveAnswer, queued, takeBack } from '../../../pwa/store/answers.js';
import { exchange } from '../../../pwa/sync/exchange.js';
import { MINUTES, paper, phone, REFUSAL, UNIT } from '../store/phone.js';
import { Server } from './server.js';

const QUESTION = { _id: `conflict:${MINUTES}:aaaa`, paper: MINUTES };
const CHOICES = { 0: { take: 'value', value: 1 } };
const line = (store, server) => ({ store, device: 'd', fetch: server.fetch });

test('an answer goes up as the server takes it, once', async () => {
  const { store } = phone(), server = new Server();
  await giveAnswer(store, UNIT, QUESTION, CHOICES, 'DEVICE');
  await takeBack(store, UNIT, MINUTES, { rev: '2-m', to: '1-a', author: 'Lò Thị Ính' }, 'DEVICE');
  const [answer, back] = await queued(store);
  await exchange(line(store, server));
  assert.deepEqual(server.requests[0].answers, [{ id: answer.id, unit: UNIT, question: QUESTION._id, choices: CHOICES, device: 'DEVICE', at: answer.at }]);
  assert.deepEqual(server.requests[0].undo, [{ id: back.id, unit: UNIT, paper: MINUTES, rev: '2-m', to: '1-a', device: 'DEVICE', at: back.at }]);
  assert.deepEqual(await queued(store), []);
  await exchange(line(store, server));
  assert.ok(!('answers' in server.requests[1]) && !('undo' in server.requests[1]));
});

test('without a reply it goes up again under the same id', async () => {
  const { store } = phone(), server = new Server();
  await giveAnswer(store, UNIT, QUESTION, CHOICES, 'DEVICE');
  server.cut = 10;
  await assert.rejects(exchange(line(store, server)));
  assert.equal((await queued(store)).length, 1);
  await exchange(line(store, server));
  assert.equal(server.requests[1].answers[0].id, server.requests[0].answers[0].id);
  assert.deepEqual(await queued(store), []);
});

test('a refused answer stays with the reason, is not sent again, and stops no paper', async () => {
  const { store } = phone(), server = new Server();
  server.answer = ({ id }) => ({ id, ok: false, error: REFUSAL });
  await giveAnswer(store, UNIT, QUESTION, CHOICES, 'DEVICE');
  await store.save(UNIT, MINUTES, paper({ place: 'Nhà văn hóa' }));
  await exchange(line(store, server));
  const [kept] = await queued(store);
  assert.deepEqual([kept.refusal, kept.choices], [REFUSAL, CHOICES]);
  assert.equal(await store.countUnsent(), 0);
  await exchange(line(store, server));
  assert.ok(!('answers' in server.requests[1]));
});

test('the names that come are added to those that are known', async () => {
  const { store } = phone(), server = new Server();
  for (const names of [{ a: 'Lò Văn Panh' }, { b: 'Lò Thị Ính' }]) {
    server.names = names;
    server.put({ _id: `member:${Object.keys(names)[0]}`, ...paper({}, 'member') });
    await exchange(line(store, server));
  }
  assert.deepEqual(await store.meta('names'), { a: 'Lò Văn Panh', b: 'Lò Thị Ính' });
});

test('an answer given while another one is on the line is kept', async () => {
  const { store } = phone(), server = new Server();
  await giveAnswer(store, UNIT, QUESTION, CHOICES, 'DEVICE');
  const answer = server.answer;
  const line = { store, device: 'd', fetch: async (...asked) => {
    await giveAnswer(store, UNIT, { _id: `conflict:${MINUTES}:bbbb`, paper: MINUTES }, CHOICES, 'DEVICE');
    return server.fetch(...asked);
  } };
  server.answer = (one) => answer(one);
  await exchange(line);
  assert.deepEqual((await queued(store)).map((one) => one.question), [`conflict:${MINUTES}:bbbb`]);
});
