/** The words for a paper's state: a table of everything that may be. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newRecord } from '../../../pwa/store/record.js';
import { isUnsent, paperState } from '../../../pwa/store/state.js';

const SENT = { state: 'sent' }, DRAFT = { state: 'draft' };
const one = (body, more = {}) => ({ tree: { '1-a': '' }, bodies: { '1-a': body }, ...more });
const edit = { parent: '1-a', body: DRAFT, at: '' };

const TABLE = [
  ['nothing yet', {}, 'on_this_phone', 'on_this_phone', false],
  ['an edit', { edit }, 'on_this_phone', 'on_this_phone', true],
  ['an edit of a received paper', one(SENT, { edit, receipts: { '1-a': {} } }), 'on_this_phone', 'on_this_phone', true],
  ['a tried revision', one(SENT, { tried: ['1-a'] }), 'on_this_phone', 'sending', true],
  ['a tried revision that has a receipt all the same', one(SENT, { tried: ['1-a'], receipts: { '1-a': {} } }), 'on_this_phone', 'sending', true],
  ['a confirmed draft', one(DRAFT), 'on_this_phone', 'on_this_phone', false],
  ['a confirmed draft with a receipt', one(DRAFT, { receipts: { '1-a': {} } }), 'on_this_phone', 'on_this_phone', false],
  ['a sent paper without a receipt', one(SENT), 'on_this_phone', 'on_this_phone', false],
  ['a sent paper with the receipt of another revision', one(SENT, { receipts: { '1-b': {} } }), 'on_this_phone', 'on_this_phone', false],
  ['a sent paper with its receipt', one(SENT, { receipts: { '1-a': {} } }), 'received', 'received', false],
  ['a refused paper', { edit: { ...edit, held: true }, refusal: {} }, 'returned', 'returned', true],
];

for (const [name, more, resting, flying, unsent] of TABLE) {
  test(`${name}: ${resting}, in a request ${flying}`, () => {
    const record = { ...newRecord('u', 'minutes:2026-11:regular:1'), ...more };
    assert.deepEqual([paperState(record), paperState(record, true), isUnsent(record)], [resting, flying, unsent]);
  });
}
