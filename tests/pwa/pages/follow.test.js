/** What follows from minutes: tasks, a resolution, and what the next meeting asks. Meetings of one type take over from their own. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Forms } from '../../../pwa/app/forms.js';
import { check } from '../../../pwa/forms/check.js';
import { taskOf, tasksToFollow } from '../../../pwa/pages/follow/tasks.js';
import { resolutionAnswers } from '../../../pwa/pages/follow/resolution.js';
import { answersTo, beginAnswer } from '../../../pwa/pages/follow/urge-answer.js';
import { chainOf, lastPaper, nextKey, offeredOf, openPaper } from '../../../pwa/pages/meeting-papers.js';
import { shownBody } from '../../../pwa/store/record.js';
import { definitionOf } from '../forms/definitions.js';
import { UNIT, paper, phone } from '../store/phone.js';

const SOURCE = 'minutes:2026-11:regular:1', NEWEST = { minutes: 3, meeting: 2, roll_call: 1, task: 1, urge_answer: 1, resolution: 1, score_sheet: 2, handbook_upload: 1 };
const CONCLUSIONS = [{ _id: 'c', what: 'Sửa mương', who: { name: 'Lò Văn Ương' }, by: '2026-11-30' }, { _id: 'd', what: 'Làm đường', who: { name: 'Tao Văn Dính' }, by: '2026-11-20' }];
const bare = (/** @type {any[]} */ rows) => rows.map(({ _id, ...row }) => row);

function context() {
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ path) => {
    const [form, version] = path.replace('/app/forms/', '').replace('.json', '').split('/');
    return Response.json(form === 'index' ? { forms: Object.fromEntries(Object.entries(NEWEST).map(([name, newest]) => [name, [newest]])), scoring: {} } : definitionOf(form, Number(version)));
  });
  const { store } = phone();
  return /** @type {any} */ ({ store, forms: new Forms(), unit: { id: UNIT }, device: 'd', now: () => new Date('2026-12-03T12:00:00+07:00'), profile: { account: { username: 'lo-van-panh', name: 'Lò Văn Panh' } } });
}

test('a conclusion becomes a whole task that knows its minutes', () => {
  const task = taskOf(SOURCE, CONCLUSIONS[0]);
  assert.deepEqual(task, { what: 'Sửa mương', who: { name: 'Lò Văn Ương' }, by: '2026-11-30', source: SOURCE, source_row: 'c', state: 'new' });
  assert.deepEqual(check(definitionOf('task', 1), task).errors, []);
});

test('the next minutes ask after each conclusion with what its task tells, then after what is still open', () => {
  const tasks = [
    { ...taskOf(SOURCE, CONCLUSIONS[0]), state: 'done' }, { what: 'Trồng rừng', by: '2026-10-01', state: 'doing' },
    { what: 'Việc cũ', state: 'done' }, { what: 'Thôi không làm', state: 'dropped' },
  ];
  const rows = tasksToFollow('regular', { id: SOURCE, answers: { conclusions: CONCLUSIONS } }, tasks);
  assert.deepEqual(bare(rows), [
    { task: 'Sửa mương', who: { name: 'Lò Văn Ương' }, due: '2026-11-30', result: 'done' }, { task: 'Làm đường', who: { name: 'Tao Văn Dính' }, due: '2026-11-20' },
    { task: 'Trồng rừng', due: '2026-10-01' },
  ]);
  assert.equal(new Set(rows.map((row) => row._id)).size, 3);
  assert.equal(tasksToFollow('committee', { id: SOURCE, answers: { conclusions: CONCLUSIONS } }, tasks).length, 2);
  assert.deepEqual(tasksToFollow('thematic', { id: SOURCE, answers: { conclusions: CONCLUSIONS } }, tasks), []);
  assert.deepEqual(tasksToFollow('regular', { id: '', answers: {} }, []), []);
});

test('a task that was let go is not asked after', () => {
  const rows = tasksToFollow('regular', { id: SOURCE, answers: { conclusions: CONCLUSIONS } }, [{ ...taskOf(SOURCE, CONCLUSIONS[0]), state: 'dropped' }]);
  assert.deepEqual(rows.map((row) => row.task), ['Làm đường']);
});

test('a resolution begins with what the minutes say, and asks only for the rest', () => {
  const minutes = {
    date: '2026-11-03', place: 'Nhà văn hóa', chair: { name: 'A' }, note_taker: { name: 'B' }, conclusion: 'Nhất trí.', conclusions: CONCLUSIONS, official_present: 11,
    follow_up: [{ _id: 'x', task: 'Cũ', result: 'done' }], votes: [{ _id: 'v', question: 'Kết luận', method: 'open', for: 11, against: 0 }], commendations: [{ _id: 'k', member: { name: 'C' }, kind: 'commend', text: 'làm tốt' }],
  };
  const answers = resolutionAnswers('2026-11:regular:1', minutes, { base: 13, present: 12 }, { total: 92, band: 'good' }, 4, ['Đảng ủy xã', 'Lưu']);
  assert.deepEqual([answers.number, answers.issued_on, answers.content, answers.for, answers.against, answers.self_band, answers.on_behalf_of, answers.commendations, answers.recipients], [4, '2026-11-03', 'Nhất trí.', 11, 0, 'good', 'cell', 'C: làm tốt', 'Đảng ủy xã\nLưu']);
  assert.deepEqual(bare(answers.tasks), CONCLUSIONS.map(({ _id, ...one }) => one));
  assert.deepEqual(check(definitionOf('resolution', 1), answers).errors.map((one) => one.path), ['answers.title']);
});

test('a resolution of a meeting with no minutes here knows only its meeting', async () => {
  const answers = /** @type {any} */ (shownBody(/** @type {any} */ (await openPaper(context(), 'resolution:2026-11:regular:1:1')))).answers;
  assert.deepEqual([answers.meeting, answers.number, answers.content], ['meeting:2026-11:regular:1', 1, undefined]);
});

test('a meeting takes over from the last one of its own type', async () => {
  const here = context(), save = (/** @type {string} */ id, /** @type {any} */ answers) => here.store.save(UNIT, id, paper(answers, 'meeting'));
  await save('meeting:2025-12:thematic:1', { place: 'Trường học' });
  await save('meeting:2026-11:regular:1', { place: 'Nhà văn hóa' });
  await save('meeting:2026-11:committee:9', { place: 'Nhà bí thư' });
  await save('meeting:2026-11:committee:10', { place: 'Trụ sở' });
  const last = async (/** @type {string} */ key) => (await lastPaper(here, 'meeting', key)).answers.place;
  assert.deepEqual(await Promise.all(['2026-12:thematic:1', '2026-12:regular:1', '2026-12:committee:1', '2026-11:committee:10', '2026-11:regular:1', '2026-12:extraordinary:1'].map(last)),
    ['Trường học', 'Nhà văn hóa', 'Trụ sở', 'Nhà bí thư', undefined, undefined]);
  assert.equal(/** @type {any} */ (shownBody(/** @type {any} */ (await openPaper(here, 'meeting:2026-12:thematic:1')))).answers.place, 'Trường học');
});

test('each type of meeting has its own chain, and what is there already stays in it', () => {
  assert.deepEqual(chainOf('2026-12:regular:1'), ['meeting', 'roll_call', 'minutes', 'score_sheet']);
  assert.deepEqual(chainOf('2026-12:committee:1'), ['meeting', 'minutes']);
  assert.deepEqual(['regular', 'committee', 'thematic', 'extraordinary'].map((type) => offeredOf(`2026-12:${type}:1`)), [[], [], ['score_sheet'], ['score_sheet']]);
  assert.deepEqual(chainOf('2026-12:thematic:1', (kind) => kind === 'score_sheet'), ['meeting', 'roll_call', 'minutes', 'score_sheet']);
});

test('a new meeting takes the first number that is free', () => {
  assert.equal(nextKey('thematic', '2026-12-15', []), '2026-12:thematic:1');
  assert.equal(nextKey('thematic', '2026-12-15', ['meeting:2026-12:thematic:1', 'minutes:2026-12:thematic:2']), '2026-12:thematic:3');
});

test('an answer to an urging says which one, and is found again', async () => {
  const here = context(), source = 'urge:01JQ0000000000000000000001';
  const id = await beginAnswer(here, source, { about: 'minutes:2026-11:regular:1' });
  const [found] = await answersTo(here, source);
  assert.equal(found.id, id);
  assert.deepEqual(shownBody(found)?.answers, { of: source, answered_on: '2026-12-03', answered_by: { name: 'Lò Văn Panh' } });
  assert.deepEqual(await answersTo(here, 'urge:X'), []);
});
