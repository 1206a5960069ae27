/** A draft that is moved to another version of its form: what found no place stays with it, on this phone, until it is sent. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownBody } from '../../../pwa/store/record.js';
import { MINUTES, paper, phone, sign, UNIT } from './phone.js';

const LEFT = { form: 'minutes', version: 1, path: 'answers.fee_note', value: 'đủ' };

test('the move and what found no place are kept together', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một', fee_note: 'đủ' }));
  await store.move(UNIT, MINUTES, { ...paper({ place: 'một' }), version: 2 }, [LEFT]);
  const record = await store.get(UNIT, MINUTES);
  assert.deepEqual([shownBody(record)?.version, shownBody(record)?.answers, record?.left], [2, { place: 'một' }, [LEFT]]);
});

test('a second move adds to what is there, and what is typed takes nothing away', async () => {
  const { store } = phone(), other = { ...LEFT, version: 2, path: 'answers.place' };
  await store.move(UNIT, MINUTES, paper({}), [LEFT]);
  await store.move(UNIT, MINUTES, paper({}), [other]);
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  assert.deepEqual((await store.get(UNIT, MINUTES))?.left, [LEFT, other]);
});

test('it never goes up with the paper', async () => {
  const { store } = phone();
  await store.move(UNIT, MINUTES, paper({ place: 'một' }), [LEFT]);
  assert.ok(!JSON.stringify(await store.takePending()).includes('fee_note'));
});

test('it ends when the paper is sent, or when it has been looked through', async () => {
  const { store } = phone();
  await store.move(UNIT, MINUTES, paper({}), [LEFT]);
  await sign(store, UNIT, [MINUTES]);
  assert.equal((await store.get(UNIT, MINUTES))?.left, undefined);
  await store.move(UNIT, 'task:1', paper({}), [LEFT]);
  await store.forgetLeft(UNIT, 'task:1');
  assert.equal((await store.get(UNIT, 'task:1'))?.left, undefined);
});
