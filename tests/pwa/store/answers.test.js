/** Questions as a phone holds them, and what waits to go up about them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { canKeepBoth, chosen, chosenSoFar, forget, giveAnswer, keepChosen, madeOf, openQuestions, queued, takeBack } from '../../../pwa/store/answers.js';
import { newRecord, receive } from '../../../pwa/store/record.js';
import { ANSWERS } from '../../../pwa/store/store.js';
import { MINUTES, paper, phone, REFUSAL, UNIT } from './phone.js';

const ASKED = { path: ['place'], values: [{ author: 'a', rev: '1-a', value: 'Trường Nà Đon' }, { author: 'b', rev: '1-b', value: 'Nhà văn hóa' }] };
export const question = (id = 'aaaa', changes = {}) => ({
  _id: `conflict:${MINUTES}:${id}`, _rev: `1-${id}`, _revisions: { start: 1, ids: [id] }, kind: 'conflict', unit: UNIT, paper: MINUTES,
  form: 'minutes', version: 3, reason: 'edited', state: 'open', fields: [ASKED], ...changes,
});

test('an open question is asked, one that is over is not, and one that was answered here is not asked while the answer waits', async () => {
  const { store } = phone(), open = question();
  await store.receive([open, question('bbbb', { state: 'superseded' })]);
  assert.deepEqual((await openQuestions(store, UNIT)).map((one) => one._id), [open._id]);
  assert.deepEqual(await openQuestions(store, UNIT, 'minutes:2026-11:regular:10'), []);
  await giveAnswer(store, UNIT, open, { 0: { take: 'value', value: 1 } }, 'D');
  assert.deepEqual(await openQuestions(store, UNIT), []);
  assert.equal(await store.countUnsent(), 1);
  assert.equal(JSON.parse(await store.exportUnsent()).answers[0].question, open._id);
});

test('a refused answer is asked again, and its words stay until the person has seen them', async () => {
  const { store } = phone();
  await store.receive([question()]);
  await giveAnswer(store, UNIT, question(), { 0: { take: 'own', own: 'Nha\u0300 o\u0302ng tru\u031Bo\u031B\u0309ng ba\u0309n' } }, 'D');
  await store.changeMeta(ANSWERS, (all) => all.map((one) => ({ ...one, refusal: REFUSAL })), { unit: UNIT, id: MINUTES });
  assert.equal((await openQuestions(store, UNIT)).length, 1);
  assert.equal(await store.countUnsent(), 0);
  const [kept] = await queued(store);
  assert.equal(kept.choices[0].own, 'Nhà ông trưởng bản', 'in NFC');
  await forget(store, kept);
  assert.deepEqual(await queued(store), []);
});

test('who chooses again before it has gone has given one answer', async () => {
  const { store } = phone();
  await giveAnswer(store, UNIT, question(), { 0: { take: 'value', value: 1 } }, 'D');
  await giveAnswer(store, UNIT, question(), { 0: { take: 'both' } }, 'D');
  await takeBack(store, UNIT, MINUTES, { rev: '2-m', to: '1-a', author: 'A' }, 'D');
  await takeBack(store, UNIT, MINUTES, { rev: '2-m', to: '1-b', author: 'B' }, 'D');
  assert.deepEqual((await queued(store)).map((one) => one.choices?.[0].take ?? one.back?.to), ['both', '1-b']);
});

test('what was chosen so far is there after the app was closed', async () => {
  const { store, factory } = phone();
  await keepChosen(store, 'conflict:x', { 0: { take: 'own', own: 'dở' } });
  await store.close();
  assert.deepEqual(await chosenSoFar(phone(factory).store, 'conflict:x'), { 0: { take: 'own', own: 'dở' } });
});

test('texts and lists can both be kept, a name, a number, or something beside nothing cannot', () => {
  const of = (...values) => ({ path: ['x'], values: values.map((value) => ({ rev: '1-a', ...(value !== undefined && { value }) })) });
  assert.ok(canKeepBoth(of('Làm đường.', 'Trồng rừng.')) && canKeepBoth(of([1], [2])));
  assert.ok(!canKeepBoth(of('19:30', '20:00')) && !canKeepBoth(of(1, 2)) && !canKeepBoth(of('Làm đường.', undefined)));
  assert.equal(chosen(of('Làm đường.', 'Trồng rừng.'), { take: 'both' }), 'Làm đường.\nTrồng rừng.');
  assert.deepEqual(chosen(of([1], [2]), { take: 'both' }), [1, 2]);
  assert.equal(chosen(of(13, 14), { take: 'value', value: 1 }), 14);
});

const doc = (rev, before, more) => ({ _id: MINUTES, _rev: rev, _revisions: { start: before.length + 1, ids: [rev, ...before].map((one) => one.slice(2)) }, ...more });
const grave = (rev, before, into, author, device) => doc(rev, before, { _deleted: true, merged_into: into, how: 'made', author, device });

test('a merged paper tells what it was made of, until somebody goes on with it', () => {
  const record = newRecord(UNIT, MINUTES);
  receive(record, doc('2-a', ['1-o'], { ...paper({}), author: 'panh', device: 'P' }));
  receive(record, doc('3-m', ['2-a', '1-o'], { ...paper({}), author: 'panh', device: 'merge' }));
  receive(record, grave('3-x', ['2-b', '1-o'], '3-m', 'inh', 'I'));
  assert.deepEqual(madeOf(record), { rev: '3-m', of: [{ rev: '2-a', author: 'panh', device: 'P' }, { rev: '2-b', author: 'inh', device: 'I' }] });
  receive(record, doc('4-n', ['3-m', '2-a', '1-o'], paper({})));
  assert.deepEqual(madeOf(record).of, []);
});

test('a paper merged twice tells the words of all three, and no merge in between', () => {
  const record = newRecord(UNIT, MINUTES);
  receive(record, doc('3-m', ['2-a', '1-o'], { ...paper({}), author: 'panh', device: 'merge' }));
  receive(record, grave('3-x', ['2-b', '1-o'], '3-m', 'inh', 'I'));
  receive(record, doc('4-n', ['3-m', '2-a', '1-o'], { ...paper({}), author: 'panh', device: 'merge' }));
  receive(record, grave('3-y', ['2-c', '1-o'], '4-n', 'sang', 'S'));
  assert.deepEqual(madeOf(record).of.map((one) => [one.rev, one.author]), [['2-a', 'panh'], ['2-b', 'inh'], ['2-c', 'sang']]);
});
