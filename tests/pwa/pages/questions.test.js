/** The words of a question: the place, what each says there, and who wrote it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { fill } from '../../../pwa/i18n/i18n.js';
import { bySaid, canWriteAnew, placeName, valueLines } from '../../../pwa/pages/questions/said.js';

const texts = JSON.parse(readFileSync('pwa/i18n/vi.json', 'utf8'));
const i18n = { lang: 'vi', t: (key, data = {}) => fill(texts[key] ?? key, data), text: (both) => (both ? both.vi : ''), error: (code) => code };
const form = (name, version) => JSON.parse(readFileSync(`sync/forms/definitions/${name}/${version}.json`, 'utf8'));
const minutes = form('minutes', 3), roll = form('roll_call', 1), sheet = form('score_sheet', 1);

test('a place is called as its form calls it, a row by its name or its number', () => {
  const answers = { conclusions: [{ _id: 'r1', what: 'Gặt lúa' }, { _id: 'r2', what: 'Làm đường' }], members: [{ _id: 'm1', name: 'Lò Văn Panh' }] };
  assert.equal(placeName(i18n, minutes, ['place'], answers), 'Địa điểm');
  assert.equal(placeName(i18n, minutes, ['conclusions', 'r2', 'who'], answers), 'Việc phải làm 2, Ai làm');
  assert.match(placeName(i18n, roll, ['members', 'm1', 'presence'], answers), /: Lò Văn Panh, /);
  assert.match(placeName(i18n, sheet, ['scores', '1.1', 'points'], answers), / 1\.1, Điểm$/);
  assert.equal(placeName(i18n, minutes, ['gone'], answers), 'gone');
});

test('what stands there is told in words, whatever it is', () => {
  assert.deepEqual(valueLines(i18n, minutes, ['date'], '2026-11-03'), ['03/11/2026']);
  assert.deepEqual(valueLines(i18n, minutes, ['chair'], { name: 'Lò Văn Panh' }), ['Lò Văn Panh']);
  assert.deepEqual(valueLines(i18n, minutes, ['place'], undefined), []);
  assert.match(valueLines(i18n, minutes, ['conclusions', 'r2'], { _id: 'r2', what: 'Làm đường', by: '2026-11-28' })[0], /^Làm đường · .*28\/11\/2026$/);
  assert.deepEqual(valueLines(i18n, sheet, ['scores', '1.1'], { points: 8, note: 'thiếu sổ' }), ['8 điểm (thiếu sổ)']);
  assert.deepEqual(valueLines(i18n, sheet, ['scores', '1.1', 'points'], 8), ['8']);
});

test('texts and figures can be written anew here, rows and sheets cannot', () => {
  const can = (definition, ...path) => canWriteAnew(definition, path);
  assert.ok(can(minutes, 'place') && can(minutes, 'started_at') && can(minutes, 'conclusions', 'r', 'what'));
  assert.ok(!can(minutes, 'conclusions') && !can(minutes, 'conclusions', 'r') && !can(sheet, 'scores', '1.1', 'points') && !can(minutes, 'photos'));
});

test('who, when and which phone', () => {
  const by = { author: 'na-don-thu-ky', device: '01JQ00000000000000000P0TX', saved_at: '2026-11-03T21:40:00+07:00' };
  assert.equal(bySaid(i18n, { 'na-don-thu-ky': 'Lò Thị Ính' }, by, 'here'), 'Lò Thị Ính, 03/11/2026 21:40, máy khác (…P0TX)');
  assert.equal(bySaid(i18n, {}, { ...by, device: 'here' }, 'here'), 'na-don-thu-ky, 03/11/2026 21:40, máy này');
  assert.equal(bySaid(i18n, {}, { author: 'a', device: 'office' }, 'here'), 'a, trang cơ quan');
});
