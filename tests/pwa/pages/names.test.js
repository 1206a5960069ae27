/** Nobody picks or reads an id: papers, meetings and units have names. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { linesOf } from '../../../pwa/pages/lines.js';
import { naming, papersToPick, unitsToPick } from '../../../pwa/pages/names/papers.js';
import { takenOver, themesOf } from '../../../pwa/pages/names/themes.js';
import { definitionOf } from '../forms/definitions.js';
import { paper, phone, UNIT } from '../store/phone.js';

const texts = JSON.parse(readFileSync(new URL('../../../pwa/i18n/vi.json', import.meta.url), 'utf8'));
const i18n = { lang: 'vi', t: (/** @type {string} */ key, data = {}) => texts[key].replace(/\{(\w+)\}/g, (/** @type {any} */ _, /** @type {string} */ name) => data[name]), text: (/** @type {any} */ both) => both?.vi ?? '', error: (/** @type {string} */ code) => code };
const GUIDE = 'orientation:01JQ0000000000000000000001';

/** The phone of a cell with two meetings, a task and an orientation. */
async function context() {
  const { store } = phone();
  await store.save(UNIT, 'meeting:2026-10:regular:1', paper({ date: '2026-10-03' }));
  await store.save(UNIT, 'meeting:2026-11:thematic:1', paper({ date: '2026-11-15' }));
  await store.save(UNIT, 'minutes:2026-10:regular:1', paper({ date: '2026-10-03' }));
  await store.save(UNIT, 'task:01JQ0000000000000000000009', paper({ what: 'Sửa đường' }));
  const hash = '7'.repeat(32);
  await store.receive([{ _id: `copy:binh-lu:${GUIDE}`, kind: 'copy', unit: UNIT, _rev: `1-${hash}`, _revisions: { start: 1, ids: [hash] }, source: { unit: 'binh-lu', id: GUIDE, rev: 'x' }, paper: { kind: 'orientation', done_at: '2026-11-01', answers: { title: 'Định hướng tháng 12' } } }]);
  return /** @type {any} */ ({ store, i18n, unit: { id: UNIT, name: 'Nà Đon', beside: { 'pa-pe': 'Pa Pe', 'ban-bo': 'Bản Bo' } } });
}
const field = (/** @type {string} */ name) => /** @type {any} */ ({ name, type: 'paper', label: { vi: name, en: name } });
const picked = async (/** @type {any} */ where, /** @type {string} */ name, /** @type {any} */ answers = {}) => (await papersToPick(where, [field(name)], answers))(field(name)).map((one) => one.name);

test('a question about a meeting offers meetings, newest first, with their day', async () => {
  assert.deepEqual(await picked(await context(), 'discussed_in'), ['Sinh hoạt chuyên đề 11/2026, ngày 15/11/2026', 'Sinh hoạt thường kỳ 10/2026, ngày 03/10/2026']);
});

test('a question about an orientation offers what was brought, by its title', async () => {
  assert.deepEqual(await picked(await context(), 'orientation'), ['Định hướng, văn bản: Định hướng tháng 12']);
});

test('any other question offers every paper, and what stands there already keeps a name though it is not here', async () => {
  const names = await picked(await context(), 'source', { source: 'minutes:2025-01:regular:1' });
  assert.ok(names.includes('Việc được giao: Sửa đường') && names.includes('Biên bản 10/2026, ngày 03/10/2026'));
  assert.equal(names.at(-1), 'Biên bản 01/2025');
});

test('where a paper is read, what it points to is named', async () => {
  const words = await naming(await context(), definitionOf('read_mark', 1));
  assert.deepEqual(linesOf(field('of'), GUIDE, words), ['Định hướng, văn bản: Định hướng tháng 12']);
  assert.deepEqual(linesOf(field('discussed_in'), 'meeting:2026-11:thematic:1', words), ['Sinh hoạt chuyên đề 11/2026, ngày 15/11/2026']);
  assert.deepEqual(linesOf(field('discussed_in'), 'meeting:2026-09:regular:1', words), ['Sinh hoạt thường kỳ 09/2026']);
});

test('units are the own one and those beside it, by name', async () => {
  assert.deepEqual(unitsToPick((await context()).unit).map((one) => one.name), ['Nà Đon', 'Bản Bo', 'Pa Pe']);
});

test('a thematic meeting takes its theme over from the plan of the year', async () => {
  const here = await context(), theme = { _id: 'r1', month: 11, theme: 'Học Bác', family: 'ho_chi_minh', preparer: { name: 'Tao Thị Ọi' } };
  assert.deepEqual(await themesOf(here, '2026'), []);
  await here.store.save(UNIT, 'thematic_plan:2026', paper({ year: 2026, themes: [theme] }));
  assert.deepEqual((await themesOf(here, '2026')).map(takenOver), [{ plan_item: 'r1', theme: 'Học Bác', theme_family: 'ho_chi_minh', preparer: { name: 'Tao Thị Ọi' } }]);
});
