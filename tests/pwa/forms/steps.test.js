/** The steps of a meeting as an observer tells of them: nothing is asked twice, and what was written before stays. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, lined } from '../../../pwa/forms/steps.js';

const STEPS = [{ value: 'opening' }, { value: 'discussion' }, { value: 'votes' }];
const ROWS = [{ _id: '1', step: 'votes', done: 'yes' }, { _id: '2', step: 'opening', done: 'no', observation: 'muộn' }];

test('every step has its line, in the order of the form, with the place of its row', () => {
  assert.deepEqual(lined(STEPS, ROWS).map(({ step, place }) => [step, place]), [['opening', 1], ['discussion', -1], ['votes', 0]]);
});

test('a step that was written down twice keeps both lines', () => {
  assert.equal(lined(STEPS, [...ROWS, { _id: '3', step: 'votes', done: 'partly' }]).length, 4);
});

test('a first answer makes the row, in its place', () => {
  const after = answered(STEPS, [ROWS[1], ROWS[0]], { step: 'discussion', row: null }, 'partly', () => 'new');
  assert.deepEqual(after.map((one) => [one.step, one.done]), [['opening', 'no'], ['discussion', 'partly'], ['votes', 'yes']]);
});

test('another answer keeps the words, no answer takes the row away', () => {
  assert.deepEqual(answered(STEPS, ROWS, { step: 'opening', row: ROWS[1] }, 'partly', () => 'new')[1], { ...ROWS[1], done: 'partly' });
  assert.deepEqual(answered(STEPS, ROWS, { step: 'opening', row: ROWS[1] }, '', () => 'new'), [ROWS[0]]);
  assert.deepEqual(answered(STEPS, ROWS, { step: 'discussion', row: null }, '', () => 'new'), ROWS);
});
