/** Numbers of resolutions on the phone: the next one is proposed, the server's is shown, and whoever lost a collision is told. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { movedLately, nextNumber, officialNumber, written } from '../../../pwa/pages/numbers/number.js';
import { UNIT, paper, phone } from '../store/phone.js';

const ID = 'resolution:2026-11:regular:1:1', OTHER = 'resolution:2026-10:regular:1:1';

const resolution = (/** @type {number} */ number) => ({ ...paper({ number }), kind: 'resolution', form: 'resolution' });
const given = (/** @type {number} */ number, /** @type {any} */ more) => ({
  _id: `official_number:resolution:2025:${String(number).padStart(5, '0')}`, _rev: `1-${'a'.repeat(31)}${number % 10}`, _revisions: { start: 1, ids: [`${'a'.repeat(31)}${number % 10}`] },
  kind: 'official_number', unit: UNIT, number, given_at: '2026-11-24T08:00:00.000+07:00', ...more,
});

test('the number behind all that were given or proposed in the term is proposed', async () => {
  const { store } = phone();
  assert.equal(await nextNumber(store, UNIT, ID), 1);
  await store.save(UNIT, OTHER, resolution(4));
  await store.save(UNIT, 'resolution:2024-12:regular:1:1', resolution(31));
  assert.equal(await nextNumber(store, UNIT, ID), 5);
  await store.receive([given(7, { paper: OTHER, proposed: 7 })]);
  assert.equal(await nextNumber(store, UNIT, ID), 8);
});

test('both papers of a collision know of it', async () => {
  const { store } = phone();
  assert.equal(await officialNumber(store, UNIT, ID), null);
  await store.receive([given(5, { paper: OTHER, proposed: 5 }), given(6, { paper: ID, proposed: 5, taken_by: OTHER })]);
  const [winner, loser] = await Promise.all([OTHER, ID].map((id) => officialNumber(store, UNIT, id)));
  assert.deepEqual([winner?.number, winner?.also], [5, [{ paper: ID, number: 6 }]]);
  assert.deepEqual([loser?.number, loser?.proposed, loser?.takenBy, loser?.also], [6, 5, OTHER, []]);
  assert.equal(written(6), '06-NQ/CB');
  assert.equal(await officialNumber(store, UNIT, 'minutes:2026-11:regular:1'), null);
});

test('the task list tells it to who writes resolutions, for sixty days', async () => {
  const { store } = phone();
  await store.receive([given(6, { paper: ID, proposed: 5, taken_by: OTHER })]);
  const at = (/** @type {string} */ now, role = 'secretary') => /** @type {any} */ ({ store, unit: { id: UNIT, type: 'cell', roles: [role] }, now: () => new Date(now) });
  assert.deepEqual((await movedLately(at('2026-12-01T08:00:00+07:00'))).map((one) => [one.paper, one.number, one.proposed]), [[ID, 6, 5]]);
  assert.deepEqual(await movedLately(at('2027-03-01T08:00:00+07:00')), []);
  assert.deepEqual(await movedLately(at('2026-12-01T08:00:00+07:00', 'note_taker')), []);
});
