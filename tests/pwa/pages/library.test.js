/** What was brought here: unread, replaced, no longer in force; and the urgings nobody has answered. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { unanswered } from '../../../pwa/pages/follow/urged.js';
import { copiesIn } from '../../../pwa/pages/library/copies.js';
import { markOpened, marksOf, readHere } from '../../../pwa/pages/library/marks.js';
import { paper, phone, sign, UNIT } from '../store/phone.js';

let made = 0;
const copy = (/** @type {string} */ id, answers = {}, done_at = '2026-11-01T08:00:00+07:00') => {
  const hash = String((made += 1)).padStart(32, '0');
  return { _id: `copy:binh-lu:${id}`, kind: 'copy', unit: UNIT, _rev: `1-${hash}`, _revisions: { start: 1, ids: [hash] }, source: { unit: 'binh-lu', id, rev: 'x' }, paper: { kind: id.split(':')[0], form: 'x', version: 1, done_at, answers } };
};
/** @param {...any} documents */
async function context(...documents) {
  const { store } = phone();
  await store.receive(documents);
  return /** @type {any} */ ({ store, unit: { id: UNIT } });
}
const copies = async (/** @type {any} */ { store }) => copiesIn(await store.list(UNIT, 'copy:'));

test('what has come is unread until it was opened on this phone, and again when a new one of it comes', async () => {
  const here = await context(copy('orientation:A')), [one] = await copies(here);
  assert.equal((await readHere(here))(one), false);
  await markOpened(here, one);
  assert.equal((await readHere(here))(one), true);
  assert.equal((await readHere(here))({ ...one, doneAt: '2026-11-09T08:00:00+07:00' }), false);
});

test('what another phone of the cell has marked as read is read here too, once the mark is sent', async () => {
  const here = await context(copy('orientation:A')), [one] = await copies(here);
  await here.store.save(UNIT, 'read_mark:A', paper({ of: 'orientation:A' }));
  assert.equal((await readHere(here))(one), false);
  await sign(here.store, UNIT, ['read_mark:A']);
  assert.equal((await readHere(here))(one), true);
});

test('a paper that a later one replaces says by which, one that has run out says since when', async () => {
  const all = await copies(await context(copy('orientation:A', { title: 'cũ' }), copy('orientation:B', { title: 'mới', supersedes: 'orientation:A' }), copy('orientation:C', { valid_to: '2026-10-31' }), copy('orientation:D', { valid_to: '2026-11-30' })));
  const marks = marksOf(all, () => false, '2026-11-30'), of = (/** @type {string} */ id) => marks.get(`copy:binh-lu:orientation:${id}`);
  assert.equal(of('A')?.by?.title, 'mới');
  assert.deepEqual(['B', 'C', 'D'].map((id) => [of(id)?.by, of(id)?.until]), [[null, ''], [null, '2026-10-31'], [null, '']]);
});

test('an urging waits until an answer to it is sent, the nearest day first', async () => {
  const here = await context(copy('urge:1', { what: 'Biên bản' }), copy('urge:2', { what: 'Kế hoạch', answer_by: '2026-11-20' }), copy('urge:3', { answer_by: '2026-11-10' }), copy('orientation:A'));
  await here.store.save(UNIT, 'urge_answer:x', paper({ of: 'urge:2' }));
  await here.store.save(UNIT, 'urge_answer:y', paper({ of: 'urge:3' }));
  await sign(here.store, UNIT, ['urge_answer:y']);
  const told = unanswered(await here.store.list(UNIT, 'copy:'), await here.store.list(UNIT, 'urge_answer:'));
  assert.deepEqual(told.map(({ copy: { source }, begun, by }) => [source, begun, by]), [['urge:2', true, '2026-11-20'], ['urge:1', false, '']]);
});
