/** What the pages work out before anything is shown. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { put } from '../../../pwa/pages/draft.js';
import { firstUpload } from '../../../pwa/pages/follow/handbook.js';
import { labelOf, sectionOf } from '../../../pwa/pages/labels.js';
import { linesOf } from '../../../pwa/pages/lines.js';
import * as prefill from '../../../pwa/pages/prefill.js';
import { taskState } from '../../../pwa/pages/tasks/chain-state.js';
import { definitionOf } from '../forms/definitions.js';

const texts = JSON.parse(readFileSync(new URL('../../../pwa/i18n/vi.json', import.meta.url), 'utf8'));
const i18n = { lang: 'vi', t: (key) => texts[key], text: (both) => both?.vi ?? '', error: (code) => code };
const minutes = definitionOf('minutes', 1);
const fieldOf = (name) => minutes.sections.flatMap((section) => section.fields).find((field) => field.name === name);

const STATES = [
  [[null, null, null, null], 'none'],
  [['on_this_phone', null, null, null], 'on_this_phone'],
  [['received', 'received', 'received', null], 'on_this_phone'],
  [['received', 'received', 'received', 'sending'], 'sending'],
  [[null, null, 'received', 'received'], 'received'],
  [['on_this_phone', 'on_this_phone', 'received', 'accepted'], 'received'],
  [[null, null, 'accepted', 'accepted'], 'accepted'],
  [['received', 'received', 'accepted', 'returned'], 'returned'],
];
for (const [chain, state] of STATES) {
  test(`the month of ${chain.map((one) => one ?? 'nothing').join(', ')} is ${state}`, () => assert.equal(taskState(chain, (one) => one), state));
}

test('a path is told in the words of its form', () => {
  assert.equal(labelOf(minutes, 'answers.conclusions.1.who', i18n), 'Việc phải làm 2, Ai làm');
  assert.equal(labelOf(minutes, 'answers.conclusions.0', i18n), 'Việc phải làm 1');
  assert.equal(labelOf(minutes, 'answers.place', i18n), 'Địa điểm');
  assert.equal(labelOf(definitionOf('score_sheet', 1), 'answers.scores.4.2', i18n), '4.2');
  assert.equal(sectionOf(minutes, 'answers.votes.0.for'), 'votes');
  assert.equal(sectionOf(minutes, 'answers.nothing'), minutes.sections[0].name);
});

test('answers are told as people here write them', () => {
  assert.deepEqual(linesOf(fieldOf('date'), '2026-11-03', i18n), ['03/11/2026']);
  assert.deepEqual(linesOf(fieldOf('chair'), { name: 'Lò Văn Panh' }, i18n), ['Lò Văn Panh']);
  assert.deepEqual(linesOf(fieldOf('read_and_adopted'), false, i18n), [texts.no]);
  assert.deepEqual(linesOf(fieldOf('place'), null, i18n), [texts.not_given]);
  assert.deepEqual(linesOf(fieldOf('conclusions'), undefined, i18n), []);
  const [line] = linesOf(fieldOf('votes'), [{ _id: 'v', question: 'Kết nạp', method: 'secret', for: 12, against: 0 }], i18n);
  assert.equal(line, 'Kết nạp · bỏ phiếu kín · tán thành 12 · không tán thành 0');
});

test('a value is put where its path says, and nothing typed leaves nothing behind', () => {
  const answers = { votes: [{ _id: 'v' }] };
  put(answers, 'answers.place', 'Nhà văn hóa');
  put(answers, 'answers.votes.0.for', 0);
  put(answers, 'answers.scores.4.2', { points: 10 });
  assert.deepEqual(answers, { votes: [{ _id: 'v', for: 0 }], place: 'Nhà văn hóa', scores: { '4.2': { points: 10 } } });
  put(answers, 'answers.place', '');
  put(answers, 'answers.votes.0.for', null);
  assert.deepEqual(answers, { votes: [{ _id: 'v' }], scores: { '4.2': { points: 10 } } });
});

test('a criterion whose code has no dot is one too', () => {
  const answers = {};
  put(answers, 'answers.scores.7', { points: 30 });
  assert.deepEqual(answers, { scores: { 7: { points: 30 } } });
});

test('the plan takes over what seldom changes, never the day', () => {
  const last = { date: '2026-10-03', place: 'Nhà văn hóa', start_time: '20:00', chair: { name: 'A' }, agenda: [1] };
  assert.deepEqual(prefill.plan('2026-11', 'regular', last), { date: '2026-11-03', start_time: '20:00', place: 'Nhà văn hóa', chair: { name: 'A' } });
  assert.deepEqual(prefill.plan('2026-11', 'regular', {}), { date: '2026-11-03', start_time: '19:30' });
  assert.deepEqual(prefill.plan('2026-11', 'thematic', {}), { start_time: '19:30' });
});

test('the roll begins with the secretary, then by given name; everybody who must come is present', () => {
  const member = (id, name, status = 'official', role) => ({ id, answers: { name, status, ...(role && { role }) } });
  const { members } = prefill.rollCall([member('1', 'Vàng Thị Sủ'), member('2', 'Tẩn A Páo', 'exempt'), member('3', 'Lò Văn Panh', 'official', 'secretary')]);
  assert.deepEqual(members.map((one) => [one._id, one.presence]), [['3', 'present'], ['2', undefined], ['1', 'present']]);
});

test('minutes begin with the roll, the clock, and what was to be done', () => {
  const { follow_up: rows, started_at: start, official_present: present } = prefill.minutes({}, { members: [1], present_official: 11 }, [{ _id: 'x', task: 'Sửa mương' }], '19:42');
  assert.deepEqual([start, present, rows], ['19:42', 11, [{ _id: 'x', task: 'Sửa mương' }]]);
  assert.ok(!('follow_up' in prefill.minutes({}, {}, [], '19:42')));
});

test('facts come from the other papers, and what is not known is null', () => {
  const empty = prefill.facts({}, {}, {});
  assert.deepEqual([empty.minutes_long, empty.rate, empty.tasks_rate, empty.speakers_rate, empty.has_conclusion], [null, null, null, null, false]);
  const known = prefill.facts({ notified: true }, { base: 10, present: 8, rate: 80, absent_unexcused: 0 }, {
    started_at: '23:00', ended_at: '00:40', read_and_adopted: true, conclusion: 'x', conclusions: [1, 2],
    speeches: [{ speaker: { name: 'A' } }, { speaker: { name: 'A' } }, { speaker: { name: 'B' } }],
    follow_up: [{ result: 'done' }, { result: 'partly' }, { result: 'done' }, { result: 'not_done' }],
  });
  assert.deepEqual([known.minutes_long, known.members, known.rate, known.speakers_rate, known.tasks_rate, known.assignments, known.adopted, known.notified],
    [100, 10, 80, 25, 50, 2, true, true]);
});

test('what was put into the handbook app is evidence for the score sheet, by whole days', () => {
  const days = (/** @type {Record<string, any>} */ upload, record = { date: '2026-03-01' }) => {
    const told = prefill.facts({ date: '2026-01-01' }, {}, record, upload);
    return [told.material_days_before, told.final_days_after];
  };
  assert.deepEqual(days({}), [null, null]);
  assert.deepEqual(days({ material_on: '2026-02-28', final_on: '2026-03-03' }), [1, 2]);
  assert.deepEqual(days({ material_on: '2026-03-01', final_on: '2026-03-04' }), [0, 3]);
  assert.deepEqual(days({ material_on: '2025-12-30' }, /** @type {any} */ ({})), [2, null]);
  assert.deepEqual(days({ material_on: 'hôm qua' }), [null, null]);
});

test('the record of what was put into the handbook app begins with the day and the two days after it, and guesses no day of its own', () => {
  assert.deepEqual(firstUpload({ date: '2026-02-27' }, {}, 'Lò Thị Ính'), { meeting_date: '2026-02-27', final_due: '2026-03-01', material_by: { name: 'Lò Thị Ính' }, final_by: { name: 'Lò Thị Ính' } });
  assert.equal(firstUpload({ date: '2026-02-27' }, { date: '2026-02-28' }, 'x').meeting_date, '2026-02-28');
  assert.ok(!('meeting_date' in firstUpload({}, {}, 'x')));
});
