/** Search across the papers of this phone: with or without tone marks, in the words that are read. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { find, linesIn } from '../../../pwa/pages/search/find.js';
import { definitionOf } from '../forms/definitions.js';

/** @param {string} id @param {string} at @param {...string} lines */
const sheet = (id, at, ...lines) => ({ id, href: `/app/papers/${id}`, name: id, at, lines });
const SHEETS = [
  sheet('Biên bản 10/2026', '2026-10-03', 'Vận động bà con dọn vệ sinh đường nội bản', 'Rà soát hộ nghèo'),
  sheet('Biên bản 11/2026', '2026-11-03', 'Làm đường vào khu sản xuất'),
  sheet('Nghị quyết 11/2026', '2026-11-04', 'Ủy ban hỗ trợ xi măng'),
];
const names = (/** @type {string} */ asked) => find(SHEETS, asked).map((one) => one.sheet.name);

test('tone marks and đ may be left out, capital letters too; the newest comes first', () => {
  assert.deepEqual(names('DUONG'), ['Biên bản 11/2026', 'Biên bản 10/2026']);
  assert.deepEqual(names('uy ban'), ['Nghị quyết 11/2026']);
});

test('every word must be there, in any line or in the name', () => {
  assert.deepEqual(names('ho ngheo 10/2026'), ['Biên bản 10/2026']);
  assert.deepEqual(names('đường xi măng'), []);
  assert.deepEqual(names('   '), []);
});

test('a paper that has the words as they were typed comes before one that only sounds like it', () => {
  const found = find([sheet('a', '2026-11-05', 'lúa mùa'), sheet('b', '2026-01-01', 'lụa')], 'lụa');
  assert.deepEqual(found.map((one) => one.sheet.name), ['b', 'a']);
});

test('the line is shown with the place of the word, cut where it is long', () => {
  const [{ line, from, to }] = find([sheet('a', '', `${'trước '.repeat(40)}đường đi ${'sau '.repeat(40)}`)], 'duong');
  assert.equal(line.slice(from, to), 'đường');
  assert.ok(line.length < 140 && line.startsWith('…') && line.endsWith('…'));
  assert.deepEqual(find(SHEETS, 'nghi quyet').map((one) => one.line), ['']);
});

test('a paper is searched in the words it is read with: choices, dates, names, rows', () => {
  /** @type {any} */ const i18n = { lang: 'vi', t: (/** @type {string} */ key) => key, text: (/** @type {any} */ both) => both?.vi ?? '' };
  const answers = { what: 'Sửa đường', who: { name: 'Tao Thị Ọi', member: 'member:01J' }, by: '2026-11-28', state: 'doing', source_row: 'r1', follow_up: [{ _id: '1', date: '2026-11-20', text: 'đã có đá' }] };
  const lines = linesIn(definitionOf('task', 1), answers, i18n);
  assert.ok(lines.includes('Sửa đường') && lines.includes('Tao Thị Ọi') && lines.includes('28/11/2026'));
  assert.ok(lines.some((line) => line.includes('đã có đá')));
  assert.ok(!lines.some((line) => line.includes('member:') || line === 'r1'));
});
