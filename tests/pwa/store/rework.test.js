/** A sent paper worked over: the sent one is never hidden, the next version and the end of the rework go together. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeRevision } from '../../../pwa/lib/revision.js';
import { shownBody, shownRevision } from '../../../pwa/store/record.js';
import { readReviews } from '../../../pwa/store/reviews.js';
import { begun, reworkId, reworked } from '../../../pwa/store/rework.js';
import { isUnsent, paperState } from '../../../pwa/store/state.js';
import { paper, phone, RECEIPT, sign, UNIT, verdicts } from './phone.js';

const SHEET = 'score_sheet:2026-11:regular:1', REWORK = reworkId(SHEET);
const TOO_LATE = { code: 'approved_already', message: 'Giấy này đã được duyệt.', action: '', fields: [] };

/** A phone with a sent paper that the server has. */
async function sentPaper(store, id = SHEET) {
  await store.save(UNIT, id, paper({ total: 80 }, id.split(':')[0]));
  await sign(store, UNIT, [id]);
  await store.settle(verdicts(await store.takePending(), { ok: true, receipt: RECEIPT }));
  return store.get(UNIT, id);
}

/** @param {any} record @param {Record<string, any>} answers */
async function review(store, record, answers) {
  const rev = shownRevision(record), body = { _id: `review:${record.id}:${rev.split('-')[1].slice(0, 8)}`, kind: 'review', form: 'review', version: 1, unit: UNIT, state: 'sent',
    author: 'binh-lu-dang-uy', device: 'office', done_at: '2026-11-12T08:00:00+07:00', answers: { target: record.id, target_rev: rev, ...answers } };
  const made = await makeRevision(false, '', body);
  await store.receive([{ ...body, _rev: made, _revisions: { start: 1, ids: [made.split('-')[1]] } }]);
}

const begin = async (store, answers) => store.save(UNIT, REWORK, { ...begun(shownBody(await store.get(UNIT, SHEET))), author: 'lo-van-panh', device: 'd', answers });

test('a paper stands as the review of its own revision says, and a new version waits for a review again', async () => {
  const { store } = phone(), record = await sentPaper(store);
  await review(store, record, { decision: 'returned', comments: [{ _id: '1', path: 'answers.total', text: 'Cộng lại.' }] });
  const found = (await readReviews(store, UNIT, SHEET)).of(record);
  assert.deepEqual([found.decision, found.at, found.comments[0].text], ['returned', '2026-11-12T08:00:00+07:00', 'Cộng lại.']);
  assert.equal(paperState(record, false, found), 'returned');
  await begin(store, { total: 90 });
  await store.sendAgain(UNIT, SHEET, { answers: { total: 90 }, author: 'lo-van-panh', device: 'd' });
  const after = await store.get(UNIT, SHEET);
  assert.equal((await readReviews(store, UNIT, SHEET)).of(after), null);
  assert.equal(paperState(after, false, null), 'on_this_phone');
});

test('while it is worked over the sent paper is what is shown, and its draft survives a closed app', async () => {
  const { store, factory } = phone();
  await sentPaper(store);
  await begin(store, { total: 85 });
  await store.close();
  const { store: again } = phone(factory);
  assert.deepEqual(shownBody(await again.get(UNIT, SHEET)).answers, { total: 80 });
  assert.equal(shownBody(await again.get(UNIT, SHEET)).state, 'sent');
  assert.deepEqual([shownBody(await again.get(UNIT, REWORK)).answers, shownBody(await again.get(UNIT, REWORK)).kind], [{ total: 85 }, 'rework']);
});

test('sending again makes a sent revision on top of the sent one and ends the rework, whether or not it had gone up', async () => {
  for (const gone of [false, true]) {
    const { store } = phone(), before = shownRevision(await sentPaper(store));
    await begin(store, { total: 85 });
    if (gone) await store.settle(verdicts(await store.takePending(), { ok: true }));
    await store.sendAgain(UNIT, SHEET, { answers: { total: 90 }, author: 'pho-bi-thu', device: 'e' });
    assert.deepEqual(await store.list(UNIT, 'rework:'), []);
    const pending = await store.takePending(), sent = pending.find((one) => one._id === SHEET);
    assert.deepEqual([sent.kind, sent.state, sent.author, sent.answers, sent._revisions.start], ['score_sheet', 'sent', 'pho-bi-thu', { total: 90 }, 2]);
    assert.equal(`1-${sent._revisions.ids[1]}`, before);
    assert.equal(pending.filter((one) => one._id === REWORK && one._deleted).length, gone ? 1 : 0);
    assert.equal(pending.length, gone ? 2 : 1);
    await store.settle(verdicts(pending, { ok: true, receipt: RECEIPT }));
    assert.equal(paperState(await store.get(UNIT, SHEET)), 'received');
    assert.equal(isUnsent(await store.get(UNIT, REWORK)), false);
  }
});

test('a new version that is refused is worked over again, and the sent paper stays what it was', async () => {
  const { store } = phone(), before = shownRevision(await sentPaper(store));
  await begin(store, { total: 85 });
  await store.sendAgain(UNIT, SHEET, { answers: { total: 90 }, author: 'lo-van-panh', device: 'd' });
  await store.settle(verdicts(await store.takePending(), { ok: false, error: TOO_LATE }));
  const record = await store.get(UNIT, SHEET), rework = await store.get(UNIT, REWORK);
  assert.deepEqual([record.edit, record.refusal, shownRevision(record), shownBody(record).state], [null, null, before, 'sent']);
  assert.deepEqual([shownBody(rework).answers, shownBody(rework).kind, rework.refusal.code], [{ total: 90 }, 'rework', 'approved_already']);
  assert.deepEqual(await store.takePending(), [], 'held back until somebody changes it');
});

test('a paper may be worked over a second time', async () => {
  const { store } = phone();
  await sentPaper(store);
  for (const total of [85, 95]) {
    await begin(store, { total });
    await store.settle(verdicts(await store.takePending(), { ok: true }));
    await store.sendAgain(UNIT, SHEET, { answers: { total }, author: 'lo-van-panh', device: 'd' });
    await store.settle(verdicts(await store.takePending(), { ok: true, receipt: RECEIPT }));
  }
  assert.deepEqual(shownBody(await store.get(UNIT, SHEET)).answers, { total: 95 });
  assert.deepEqual(await store.list(UNIT, 'rework:'), []);
});

test('only plans are frozen by approval, and whichever revision was approved', async () => {
  const { store } = phone(), plan = 'thematic_plan:2026';
  await review(store, await sentPaper(store, plan), { decision: 'approved' });
  await review(store, await sentPaper(store), { decision: 'accepted', official_band: 'fair' });
  const reviews = await readReviews(store, UNIT);
  assert.deepEqual([reviews.isFrozen(plan), reviews.isFrozen(SHEET), reviews.isFrozen('thematic_plan:2027')], [true, false, false]);
  assert.equal(reviews.of(await store.get(UNIT, SHEET)).band, 'fair');
});

test('the id of a rework names its paper', () => {
  assert.equal(reworked(REWORK), SHEET);
  assert.equal(reworked(SHEET), null);
});
