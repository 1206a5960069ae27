/** What is offered to whom: the phone asks the table that the server asks. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { kindOf, mayWrite, mends, writersOf } from '../../../pwa/access/access.js';
import { AFTER, HOMES } from '../../../pwa/access/table.js';

const cell = (/** @type {string[]} */ ...roles) => ({ type: 'cell', roles });
const team = (/** @type {string[]} */ ...roles) => ({ type: 'observer_team', roles });
const written = (/** @type {any} */ place) => Object.keys(HOMES).filter((kind) => mayWrite(place, kind)).sort();

test('a note-taker writes the papers of the meeting and tasks, an assessor the score sheet, and no more', () => {
  assert.deepEqual(written(cell('note_taker')), ['amendment', 'handbook_upload', 'meeting', 'minutes', 'rework', 'roll_call', 'score_sheet', 'task']);
  assert.deepEqual(written(cell('assessor')), ['rework', 'score_sheet']);
  assert.deepEqual(written(cell('standing_board')), []);
  assert.deepEqual(written(null), []);
});

test('an observer writes visits where visits live, not in a cell', () => {
  assert.deepEqual(written(team('observer')), ['amendment', 'rework', 'visit']);
  assert.deepEqual(written(team('team_leader')), ['amendment', 'assignment', 'rework', 'team_report', 'visit']);
  assert.ok(!mayWrite(cell('observer'), 'visit'));
});

test('what was sent is worked over, what was signed or approved is amended, and who may only read does neither', () => {
  assert.equal(mends(cell('secretary'), 'task', false), 'rework');
  assert.equal(mends(cell('secretary'), 'minutes', false), 'amendment');
  assert.equal(mends(cell('secretary'), 'thematic_plan', false), 'rework');
  assert.equal(mends(cell('secretary'), 'thematic_plan', true), 'amendment');
  assert.equal(mends(cell('assessor'), 'score_sheet', false), 'rework');
  assert.equal(mends(cell('assessor'), 'minutes', false), null);
  assert.equal(mends(cell('note_taker'), 'thematic_plan', false), null);
  assert.deepEqual(Object.keys(AFTER).sort(), ['amendment', 'four_good', 'minutes', 'review', 'thematic_plan']);
});

test('the kind of a rework is that of its paper, and writers are named in the order of the table', () => {
  assert.deepEqual(['task:X', 'rework:visit:a:2026-12:regular:1:b'].map(kindOf), ['task', 'visit']);
  assert.deepEqual(writersOf('cell', 'score_sheet'), ['secretary', 'deputy_secretary', 'note_taker', 'assessor']);
  assert.deepEqual(writersOf('cell', 'visit'), []);
});
