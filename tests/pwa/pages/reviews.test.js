/** How a paper that has come back is answered, and where its pages lead. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { paperName } from '../../../pwa/pages/labels.js';
import { linesOf } from '../../../pwa/pages/lines.js';
import { asked } from '../../../pwa/forms/asked.js';
import { named } from '../../../pwa/pages/reviews/named.js';
import { amendmentAnswers, answerTo } from '../../../pwa/pages/reviews/rework.js';
import { commentsAt, elsewhere } from '../../../pwa/store/reviews.js';
import { check } from '../../../pwa/forms/check.js';
import { definitionOf } from '../forms/definitions.js';

const i18n = { lang: 'vi', t: (key, data = {}) => `${key}${data.day ? ` ${data.day}` : ''}`, text: (both) => both?.vi ?? '', error: (code) => code };
const MINUTES = 'minutes:2026-11:regular:1';
const REVIEW = {
  decision: 'returned', at: '2026-11-12T08:00:00+07:00', band: '',
  comments: [{ path: 'answers', text: 'Gần đủ.' }, { path: 'answers.conclusion', text: 'Giao rõ người.' }, { path: 'answers.votes.0.for', text: 'Đếm lại.' }, { path: 'answers.conclusion', text: 'Ghi ngày.' }],
};

const ANSWERS = [
  ['a returned plan of a meeting', 'meeting', 'returned', false, 'rework'],
  ['returned minutes, for they are signed', 'minutes', 'returned', false, 'amendment'],
  ['a returned amendment', 'amendment', 'returned', false, 'amendment'],
  ['an accepted paper', 'score_sheet', 'accepted', false, null],
  ['a paper nobody has reviewed', 'score_sheet', null, false, null],
  ['an approved plan', 'thematic_plan', 'approved', true, 'amendment'],
  ['a plan of which an earlier version was approved', 'thematic_plan', null, true, 'amendment'],
];
for (const [name, kind, decision, frozen, answer] of ANSWERS) {
  test(`${name}: ${answer ?? 'nothing to be done'}`, () => assert.equal(answerTo(kind, decision && { ...REVIEW, decision }, frozen), answer));
}

test('a rework leads back to what was sent and on to its own check', () => {
  const { target, kind, key, inMeeting, back, onward } = named(`rework:${MINUTES}`);
  assert.deepEqual([target, kind, key, inMeeting], [MINUTES, 'minutes', '2026-11:regular:1', false]);
  assert.deepEqual([back, onward], [`/app/papers/${MINUTES}/read`, `/app/papers/rework:${MINUTES}/check`]);
  assert.deepEqual([named(MINUTES).inMeeting, named(MINUTES).onward], [true, '/app/meetings/2026-11:regular:1']);
  assert.equal(named('amendment:01J0000000000000000000000A').onward, '/app/papers/amendment:01J0000000000000000000000A/check');
});

test('a comment stands at its field, and one that has none on top', () => {
  assert.deepEqual(commentsAt(REVIEW, 'answers.votes').map((one) => one.text), ['Đếm lại.']);
  assert.deepEqual(commentsAt(REVIEW, 'answers.vote'), []);
  assert.deepEqual(elsewhere(REVIEW, ['answers.conclusion']).map((one) => one.text), ['Gần đủ.', 'Đếm lại.']);
  assert.deepEqual(elsewhere(null, []), []);
});

test('an amendment takes over what was said and what stands there now, and needs only its text', () => {
  const body = { answers: { conclusion: 'Nhất trí.', votes: [{ _id: 'v', question: 'Kết luận', method: 'open', for: 12, against: 0 }] } };
  const answers = amendmentAnswers(MINUTES, `1-${'a'.repeat(32)}`, body, definitionOf('minutes', 3), REVIEW, i18n, '2026-11-20');
  assert.deepEqual([answers.target, answers.dated], [MINUTES, '2026-11-20']);
  assert.match(answers.reason, /^review\.returned 12\/11\/2026\nGần đủ\.\nKết luận của người chủ trì: Giao rõ người\./);
  assert.deepEqual(answers.fields.map(({ path, old }) => [path, old]), [['answers.conclusion', 'Nhất trí.'], ['answers.votes.0.for', 'Kết luận · giơ tay · tán thành 12 · không tán thành 0']]);
  const form = definitionOf('amendment', 1);
  assert.deepEqual(check(form, answers, () => null).errors.map((one) => one.path), ['answers.text']);
  assert.deepEqual(asked(form, answers).map((one) => one.name), ['text', 'agreed']);
  const rows = form.sections.flatMap((one) => one.fields).find((one) => one.name === 'fields');
  assert.ok(!linesOf(rows, answers.fields, i18n)[0].includes('answers.'), 'nobody reads a path');
});

test('a paper is called by its kind and time', () => {
  assert.deepEqual(['minutes:2026-11:regular:1', 'thematic_plan:2026', 'amendment:01J0000000000000000000000A'].map((id) => paperName(id, i18n)),
    ['kind.minutes 11/2026', 'kind.thematic_plan 2026', 'kind.amendment']);
});
