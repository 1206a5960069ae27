/** The papers beside the meetings, and what the server has brought. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { copiesIn, markOf } from '../../../pwa/pages/library/copies.js';
import { fresh, othersIn } from '../../../pwa/pages/others.js';
import { newRecord, receive } from '../../../pwa/store/record.js';

const rev = (/** @type {number} */ number) => ({ _rev: `1-${String(number).padStart(32, '0')}`, _revisions: { start: 1, ids: [String(number).padStart(32, '0')] } });
const held = (/** @type {string} */ id, /** @type {any} */ body, number = 1) => {
  const record = newRecord('na-don', id);
  receive(record, { _id: id, ...body, ...rev(number) });
  return record;
};
const copy = (/** @type {string} */ id, /** @type {string} */ at, number = 1) =>
  held(`copy:binh-lu:${id}`, { kind: 'copy', source: { unit: 'binh-lu', id, rev: 'x' }, paper: { kind: id.split(':')[0], form: 'orientation', version: 1, done_at: at, answers: { title: id } } }, number);

test('copies are told newest first, by their title, and one that was taken away is gone', () => {
  const gone = copy('orientation:B', '2026-11-03');
  receive(gone, { _id: gone.id, _deleted: true, _rev: `2-${'9'.repeat(32)}`, _revisions: { start: 2, ids: ['9'.repeat(32), rev(1)._revisions.ids[0]] } });
  const told = copiesIn([copy('orientation:A', '2026-11-01'), copy('urge:C', '2026-11-02'), gone, held('task:1', { answers: {} })]);
  assert.deepEqual(told.map((one) => [one.source, one.title, one.from]), [['urge:C', 'urge:C', 'binh-lu'], ['orientation:A', 'orientation:A', 'binh-lu']]);
  assert.deepEqual(told.map(markOf), ['', 'read_mark:A']);
});

test('each begins what his role writes in this unit: the plan of the year, from November of the next one too', () => {
  const kinds = (/** @type {string[]} */ roles, /** @type {string} */ at, isThere = (/** @type {string} */ _) => false) => fresh({ type: 'cell', roles }, new Date(at), isThere).map((id) => id.replace(/:[0-9A-Z]{26}$/, ''));
  assert.deepEqual(kinds(['secretary'], '2026-10-31T12:00:00'), ['thematic_plan:2026', 'four_good:2026', 'good_practice', 'task']);
  assert.deepEqual(kinds(['deputy_secretary'], '2026-11-01T12:00:00', (id) => id.endsWith('2026')), ['thematic_plan:2027', 'four_good:2027', 'good_practice', 'task']);
  assert.deepEqual(kinds(['note_taker', 'assessor'], '2026-11-01T12:00:00'), ['task']);
  assert.deepEqual(kinds(['assessor'], '2026-11-01T12:00:00'), []);
  assert.deepEqual(fresh({ type: 'observer_team', roles: ['observer', 'team_leader'] }, new Date('2026-11-01T12:00:00'), () => false), []);
});

test('other papers are told newest first, without those that are gone', () => {
  const one = held('task:A', { saved_at: '2026-11-01', answers: {} }), two = held('task:B', { saved_at: '2026-11-02', answers: {} });
  assert.deepEqual(othersIn([one, two, newRecord('na-don', 'task:C')]).map(({ record }) => record.id), ['task:B', 'task:A']);
});
