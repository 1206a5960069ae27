/** The observer's assignment becomes his task and his form, with no signal. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Forms } from '../../../pwa/app/forms.js';
import { openPaper } from '../../../pwa/pages/meeting-papers.js';
import { assignedTo, rowsFor, told } from '../../../pwa/pages/visits/assigned.js';
import { knownSince } from '../../../pwa/pages/visits/first.js';
import { shownBody } from '../../../pwa/store/record.js';
import { definitionOf } from '../forms/definitions.js';
import { phone } from '../store/phone.js';

const TEAM = 'to-du-binh-lu', CELL = 'chi-bo-ban-na-don', KEY = '2026-12:regular:1', ID = `visit:${CELL}:${KEY}:lo-van-panh`;
const ROW = { _id: '1', username: 'lo-van-panh', name: 'Lò Văn Panh', cell: CELL, meeting: `meeting:${KEY}`, date: '2026-12-03', start_time: '19:30', note: 'Xem sổ họp' };
const ASSIGNMENT = { kind: 'assignment', form: 'assignment', version: 1, state: 'sent', answers: { month: '2026-12', assigned_by: { name: 'Tổ trưởng' }, assigned_on: '2026-11-28', rows: [ROW, { ...ROW, _id: '2', username: 'ai-khac' }] } };
let made = 0;
const revised = (/** @type {any} */ body) => {
  const hash = String((made += 1)).padStart(32, '0');
  return { ...body, _rev: `1-${hash}`, _revisions: { start: 1, ids: [hash] }, unit: TEAM };
};

function context() {
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ path) => {
    const [form, version] = path.replace('/app/forms/', '').replace('.json', '').split('/');
    return Response.json(form === 'index' ? { forms: { visit: [1] }, scoring: {} } : definitionOf(form, Number(version)));
  });
  const { store } = phone();
  return /** @type {any} */ ({ store, forms: new Forms(), unit: { id: TEAM }, device: 'd', now: () => new Date(), profile: { account: { username: 'lo-van-panh', name: 'Lò Văn Panh' } } });
}

test('his rows alone are told, of the own assignment and of one that was brought, by day; a draft sends nobody', async () => {
  const here = context();
  await here.store.receive([
    revised({ ...ASSIGNMENT, _id: 'assignment:2026-12' }), revised({ ...ASSIGNMENT, _id: 'assignment:2026-11', state: 'draft' }),
    revised({ _id: 'copy:binh-lu:assignment:2027-01', kind: 'copy', source: { unit: 'binh-lu', id: 'assignment:2027-01', rev: 'x' }, paper: { ...ASSIGNMENT, answers: { rows: [{ ...ROW, meeting: 'meeting:2027-01:regular:1', date: '2027-01-03' }] } } }),
  ]);
  assert.deepEqual((await assignedTo(here)).map((one) => [one.id, one.day, one.assignment]), [
    [ID, '2026-12-03', 'assignment:2026-12'], [`visit:${CELL}:2027-01:regular:1:lo-van-panh`, '2027-01-03', 'assignment:2027-01'],
  ]);
});

test('a day that the cell has moved since is the day told', () => {
  const rows = rowsFor('lo-van-panh', [{ id: 'assignment:2026-12', body: ASSIGNMENT }], () => ({ date: '2026-12-05', start_time: '20:00' }));
  assert.deepEqual(rows.map((one) => [one.day, one.time, one.moved, one.plan.assigned_for]), [['2026-12-05', '20:00', true, '2026-12-03']]);
  assert.equal(rowsFor('lo-van-panh', [{ id: 'x', body: ASSIGNMENT }], () => ({}))[0].moved, false);
});

test('odd rows of an assignment are passed over', () => {
  const odd = [{}, null, { ...ROW, meeting: 'minutes:2026-12:regular:1' }, { ...ROW, cell: null }];
  assert.deepEqual(rowsFor('lo-van-panh', [{ id: 'x', body: { answers: { rows: odd } } }, { id: 'y', body: null }], () => ({})), []);
});

test('the form is filled in from the assignment', async () => {
  const here = context();
  await here.store.receive([revised({ ...ASSIGNMENT, _id: 'assignment:2026-12' })]);
  const { answers, kind, form } = /** @type {any} */ (shownBody(/** @type {any} */ (await openPaper(here, ID))));
  assert.deepEqual([kind, form], ['visit', 'visit']);
  assert.deepEqual(answers, {
    cell: CELL, meeting: `meeting:${KEY}`, meeting_type: 'regular', observer: 'lo-van-panh', observer_name: 'Lò Văn Panh', planned_on: '2026-12-03',
    assignment: 'assignment:2026-12', assigned_by: { name: 'Tổ trưởng' }, assigned_on: '2026-11-28', date: '2026-12-03',
  });
});

test('a visit nobody assigned knows its cell, meeting and observer', async () => {
  const { answers } = /** @type {any} */ (shownBody(/** @type {any} */ (await openPaper(context(), `visit:ban-khac:2026-12:thematic:2:lo-van-panh`))));
  assert.deepEqual(answers, { cell: 'ban-khac', meeting: 'meeting:2026-12:thematic:2', meeting_type: 'thematic', observer: 'lo-van-panh', observer_name: 'Lò Văn Panh' });
});

test('a visit that was told of is named for a month, one that was not until it is', () => {
  const [one] = rowsFor('lo-van-panh', [{ id: 'x', body: ASSIGNMENT }], () => ({}));
  assert.equal(told([one], () => true, '2027-01-03').length, 1);
  assert.equal(told([one], () => true, '2027-01-04').length, 0);
  assert.equal(told([one], () => false, '2027-06-01').length, 1);
});

test('how the cell has rated the meeting is filled in once it is known, and never over what the observer wrote', async () => {
  const here = context(), about = { cell: CELL, meeting: `meeting:${KEY}` };
  assert.deepEqual(await knownSince(here, about), {});
  await here.store.receive([revised({ _id: `copy:${CELL}:score_sheet:${KEY}`, kind: 'copy', source: { unit: CELL, id: `score_sheet:${KEY}`, rev: 'x' }, paper: { kind: 'score_sheet', answers: { band: 'fair', total: 78 } } })]);
  assert.deepEqual(await knownSince(here, about), { cell_band: 'fair' });
  assert.deepEqual(await knownSince(here, { ...about, cell_band: 'good' }), {});
});
