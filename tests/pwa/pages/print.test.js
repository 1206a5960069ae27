/** A paper as it is printed from the phone: the same head, layout and signatures as the server's. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fill } from '../../../pwa/i18n/i18n.js';
import { sheetOf } from '../../../pwa/pages/print/sheet.js';
import { definitionOf } from '../forms/definitions.js';

const texts = JSON.parse(readFileSync(new URL('../../../pwa/i18n/vi.json', import.meta.url), 'utf8'));
const WORDS = { lang: 'vi', t: (/** @type {string} */ key, data = {}) => fill(texts[key] ?? key, data), text: (/** @type {any} */ both) => both?.vi ?? '', error: () => '', unit: () => 'Chi bộ bản Pa Pe' };
const UNIT = { name: 'Chi bộ bản Nà Đon', parent_name: 'Đảng ủy xã Bình Lư', type: 'cell' };
const who = (/** @type {string} */ name) => ({ name });

/** @param {string} id @param {Record<string, any>} answers @param {number} [version] @param {any} [unit] */
function sheet(id, answers, version = 1, unit = UNIT) {
  const [kind] = id.split(':', 1);
  return sheetOf(unit, id, definitionOf(kind, version), { answers, done_at: '2026-12-03T21:00:00+07:00', saved_at: '2026-12-03T20:00:00+07:00' }, WORDS, () => ({ groups: [{ items: [{ code: '1.1', label: { vi: 'Thời lượng' }, max: 5 }] }] }));
}
const MINUTES = { date: '2026-12-03', started_at: '19:30', place: 'Nhà văn hóa', chair: who('Lò Văn Panh'), note_taker: who('Lò Thị Ính'), programme_adopted: true, conclusion: 'Nhất trí.\nLàm ngay.', conclusions: [{ _id: '1', what: 'Làm đường', who: who('Sùng A Chu'), by: '2026-12-20' }] };

test('the head names organisation, issuer, number, place and day as the official layout does', () => {
  const made = sheet('minutes:2026-12:regular:1', MINUTES, 3);
  assert.deepEqual([made.above, made.issuer, made.number, made.placeDate, made.title, made.about],
    ['Đảng bộ xã Bình Lư', 'Chi bộ bản Nà Đon', 'Số ……-BB/CB', 'Bình Lư, ngày 03 tháng 12 năm 2026', 'Biên bản', 'Sinh hoạt thường kỳ tháng 12/2026']);
});

test('minutes are signed left by who wrote and right by who chaired, by the layout of their day', () => {
  assert.deepEqual(sheet('minutes:2026-12:regular:1', MINUTES, 3).signatures.map((one) => [one.role, one.name]), [['Người ghi biên bản', 'Lò Thị Ính'], ['Chủ trì hội nghị', 'Lò Văn Panh']]);
  assert.equal(sheet('minutes:2026-02:regular:1', { ...MINUTES, date: '2026-02-03' }, 3).signatures[1].role, 'Chủ trì');
});

test('sections are counted, lists are tables, long answers keep their paragraphs', () => {
  const made = sheet('minutes:2026-12:regular:1', MINUTES, 3), conclusion = made.sections.find((one) => one.title.endsWith('Kết luận'));
  assert.ok(made.sections[0].title.startsWith('I- '));
  assert.deepEqual(conclusion?.blocks.map((one) => [one.label, one.lines, one.heads, one.rows]), [
    ['Kết luận của người chủ trì', ['Nhất trí.', 'Làm ngay.'], undefined, undefined],
    ['Việc phải làm', [], ['TT', 'Việc gì', 'Ai làm', 'Xong ngày nào'], [['1', 'Làm đường', 'Sùng A Chu', '20/12/2026']]],
  ]);
});

test('a resolution carries its number and is signed on behalf of the cell', () => {
  const made = sheet('resolution:2026-12:regular:1:1', { number: 5, issued_on: '2026-02-04', place: 'Nà Đon', title: 'về nhiệm vụ', content: 'Làm đường.', signer: who('Lò Văn Panh'), signer_office: 'Phó bí thư', on_behalf_of: 'cell' });
  assert.deepEqual([made.number, made.placeDate, made.about], ['Số 05-NQ/CB (đề nghị)', 'Nà Đon, ngày 04 tháng 02 năm 2026', 'về nhiệm vụ']);
  assert.deepEqual(made.signatures, [{ before: 'T/M chi bộ', role: 'Phó bí thư', name: 'Lò Văn Panh' }]);
});

test('a resolution is printed with the number the server has given, whatever it proposed', () => {
  const made = sheetOf(UNIT, 'resolution:2026-12:regular:1:1', definitionOf('resolution', 1), { answers: { number: 5, issued_on: '2026-12-04' }, saved_at: '2026-12-03T20:00:00+07:00' }, WORDS, () => null, 6);
  assert.equal(made.number, 'Số 06-NQ/CB');
});

test('a score sheet prints every criterion, also those without points', () => {
  const made = sheet('score_sheet:2026-12:regular:1', { thematic_month: false, has_committee: true, scores: { 1.1: { points: 4.5, note: 'thiếu 10 phút' } } });
  assert.deepEqual(made.sections.flatMap((one) => one.blocks).find((one) => one.heads?.[0] === 'Mã')?.rows, [['1.1', 'Thời lượng', '5', '4,5', 'thiếu 10 phút']]);
});

test('what only the program reads is not printed, and nothing is printed of what was not answered', () => {
  const made = sheet('visit:chi-bo-ban-pa-pe:2026-12:regular:1:hoa', { cell: 'chi-bo-ban-pa-pe', meeting: 'meeting:2026-12:regular:1', observer: 'hoa-1', observer_name: 'Nguyễn Thị Hòa', attended: false, absence_cause: 'roads', absence_reason: 'Sạt đường.' }, 1, { name: 'Tổ 1', parent_name: 'Đảng ủy xã Bình Lư', type: 'observer_team' });
  assert.ok(!JSON.stringify(made.sections).includes('hoa-1'));
  assert.equal(made.signatures[1].name, 'Nguyễn Thị Hòa');
  assert.deepEqual(sheet('task:01J8Z3K4M5N6P7Q8R9S0T1V2W3', {}).sections, []);
});
