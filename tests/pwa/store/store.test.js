/** The papers on the phone: what is typed is never lost, and nothing is called received that is not. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeRevision } from '../../../pwa/lib/revision.js';
import { shownBody, shownRevision } from '../../../pwa/store/record.js';
import { paperState } from '../../../pwa/store/state.js';
import { MINUTES, paper, phone, RECEIPT, REFUSAL, sign, UNIT, verdicts } from './phone.js';

const answersOf = (record) => shownBody(record)?.answers;

test('what was saved is there after the app was closed', async () => {
  const { store, factory } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'Nhà văn hóa' }));
  await store.close();
  assert.deepEqual(answersOf(await phone(factory).store.get(UNIT, MINUTES)), { place: 'Nhà văn hóa' });
});

test('what is saved is in NFC and carries its unit, id and time', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'u\u0309y ban' }));
  const body = shownBody(await store.get(UNIT, MINUTES));
  assert.deepEqual([body.answers.place, body.unit, body._id, body.saved_at], ['ủy ban', UNIT, MINUTES, '2026-11-03T12:00:00.000Z']);
});

test('autosave overwrites an edit that was never tried', async () => {
  const { store } = phone();
  for (const place of ['N', 'Nh', 'Nhà']) await store.save(UNIT, MINUTES, paper({ place }));
  const record = await store.get(UNIT, MINUTES);
  assert.deepEqual(answersOf(record), { place: 'Nhà' });
  assert.deepEqual(record.tree, {});
  assert.equal((await store.takePending()).length, 1);
});

test('a tried revision is never overwritten: it becomes the parent of the next', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const [first] = await store.takePending();
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  const docs = await store.takePending();
  assert.deepEqual(docs.map((one) => one.answers.place), ['một', 'hai']);
  assert.equal(docs[0]._rev, first._rev);
  assert.deepEqual(docs[1]._revisions.ids.map((hash, place) => `${2 - place}-${hash}`), [docs[1]._rev, first._rev]);
});

test('every revision that goes up is the hash of what it says', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await store.takePending();
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  let parent = '';
  for (const one of await store.takePending()) {
    assert.equal(one._rev, await makeRevision(false, parent, one));
    parent = one._rev;
  }
});

test('a request whose reply was lost goes up again as the same revisions, and never makes a conflict', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const first = await store.takePending(), again = await store.takePending();
  assert.deepEqual(again, first);
  await store.receive(first);
  await store.settle(verdicts(again, { ok: true }));
  const record = await store.get(UNIT, MINUTES);
  assert.deepEqual(Object.keys(record.tree), [first[0]._rev]);
  assert.equal(await store.countUnsent(), 0);
  assert.deepEqual(await store.takePending(), []);
});

test('what is typed while the request is away is not lost by its reply', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const docs = await store.takePending();
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  await store.settle(verdicts(docs, { ok: true, receipt: RECEIPT }));
  const record = await store.get(UNIT, MINUTES);
  assert.deepEqual(answersOf(record), { place: 'hai' });
  assert.equal(record.edit.parent, docs[0]._rev);
  assert.equal(paperState(record), 'on_this_phone');
});

test('a sent paper is received when its very revision has a receipt', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES]);
  const docs = await store.takePending();
  assert.equal(docs[0].state, 'sent');
  assert.equal(docs[0].done_at, docs[0].saved_at);
  assert.equal(paperState(await store.get(UNIT, MINUTES)), 'on_this_phone');
  await store.settle(verdicts(docs, { ok: true, receipt: RECEIPT }));
  assert.equal(paperState(await store.get(UNIT, MINUTES)), 'received');
});

test('signing is all or nothing, also of what was never begun', async () => {
  const { store, factory } = phone(), tasks = ['a', 'b'].map((what) => ({ id: `task:${what}`, body: paper({ what }, 'task') }));
  const circle = { id: 'task:c', body: paper({}, 'task') };
  circle.body.answers.self = circle;
  await assert.rejects(store.send(UNIT, [...tasks, circle]));
  assert.deepEqual(await store.all(), []);

  // The page is left while the signing is on its way to the disk.
  void store.send(UNIT, tasks);
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  store.database.letGo();
  const after = await phone(factory).store.all();
  assert.ok(after.length === 0 || after.length === 2, `${after.length} of 2`);
  assert.ok(after.every((record) => shownBody(record).state === 'sent'));

  store.database.takeUp();
  await store.send(UNIT, tasks);
  assert.deepEqual((await store.all()).map((record) => [record.id, shownBody(record).state]), [['task:a', 'sent'], ['task:b', 'sent']]);
});

test('what is signed is what is given, whatever is on the phone', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const checked = shownBody(await store.get(UNIT, MINUTES));
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  await store.send(UNIT, [{ id: MINUTES, body: checked }]);
  assert.deepEqual(answersOf(await store.get(UNIT, MINUTES)), { place: 'một' });
});

test('a refused paper opens again as a draft, held back until it is changed, and loses nothing', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES]);
  await store.settle(verdicts(await store.takePending(), { ok: false, error: REFUSAL }));
  const record = await store.get(UNIT, MINUTES);
  assert.equal(paperState(record), 'returned');
  assert.deepEqual(answersOf(record), { place: 'một' });
  assert.equal(shownBody(record).state, 'draft');
  assert.deepEqual(record.tree, {});
  assert.deepEqual(await store.takePending(), []);
  assert.equal(await store.countUnsent(), 1);
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  assert.equal((await store.takePending())[0]._revisions.start, 1);
});

test('a refused paper that is taken in after all is no draft any more, unless something was written since', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES]);
  const docs = await store.takePending();
  await store.settle(verdicts(docs, { ok: false, error: REFUSAL }));
  await store.receive(docs);
  const record = await store.get(UNIT, MINUTES);
  assert.equal(record.edit, null);
  assert.equal(record.refusal, null);
  assert.equal(shownBody(record).state, 'sent');
});

test('what was written since a refusal stays when the refused paper is taken in after all', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const docs = await store.takePending();
  await store.settle(verdicts(docs, { ok: false, error: REFUSAL }));
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  await store.receive(docs);
  assert.deepEqual(answersOf(await store.get(UNIT, MINUTES)), { place: 'hai' });
});

test('what was written since a refusal goes on from the refused draft once that is taken in, so that nobody conflicts with himself', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const docs = await store.takePending();
  await store.settle(verdicts(docs, { ok: false, error: REFUSAL }));
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  await store.save(UNIT, MINUTES, paper({ place: 'ba' }));
  await store.receive(docs);
  const record = await store.get(UNIT, MINUTES);
  assert.deepEqual([record.edit.parent, record.refusal], [docs[0]._rev, null]);
  const [next] = await store.takePending();
  assert.deepEqual(next._revisions.ids.slice(1), docs[0]._revisions.ids);
});

test('a refused paper that is taken in is known again however its answers are ordered, and by a phone of an older version too', async () => {
  for (const isOld of [false, true]) {
    const { store } = phone();
    await store.save(UNIT, MINUTES, paper({ place: 'một', date: '2026-11-03', chair: { name: 'Panh', member: 'member:1' } }));
    const [doc] = await store.takePending();
    await store.settle(verdicts([doc], { ok: false, error: REFUSAL }));
    if (isOld) await store._change(UNIT, MINUTES, (record) => void delete record.edit?.refused);
    await store.receive([{ ...doc, answers: { chair: { member: 'member:1', name: 'Panh' }, date: '2026-11-03', place: 'một' } }]);
    const record = await store.get(UNIT, MINUTES);
    assert.deepEqual([record.edit, record.refusal], [null, null]);
  }
});

test('a paper refused on top of one that was received goes back to its place, not into the void', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const [first] = await store.takePending();
  await store.settle(verdicts([first], { ok: true }));
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  await store.settle(verdicts(await store.takePending(), { ok: false, error: REFUSAL }));
  const record = await store.get(UNIT, MINUTES);
  assert.equal(record.edit.parent, first._rev);
  assert.deepEqual(Object.keys(record.tree), [first._rev]);
  assert.deepEqual(answersOf(record), { place: 'hai' });
});

test('when the parent is refused, what was typed meanwhile stays and is no child of the refused', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const docs = await store.takePending();
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  await store.settle(verdicts(docs, { ok: false, error: REFUSAL }));
  const record = await store.get(UNIT, MINUTES);
  assert.equal(record.edit.parent, '');
  assert.deepEqual(answersOf(record), { place: 'hai' });
});

test('a chain of two refused revisions leaves the newest words', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await store.takePending();
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  await store.settle(verdicts(await store.takePending(), { ok: false, error: REFUSAL }));
  const record = await store.get(UNIT, MINUTES);
  assert.deepEqual(answersOf(record), { place: 'hai' });
  assert.deepEqual(record.tried, []);
  await store.save(UNIT, MINUTES, paper({ place: 'ba' }));
  for (const one of await store.takePending()) {
    assert.equal(one.answers.place, 'ba');
    assert.equal(one._revisions.start, 1, 'it hangs from a revision the server has refused');
  }
});

test('revisions from elsewhere are grafted, the cursor with them', async () => {
  const { store } = phone();
  const other = { ...paper({ place: 'khác' }), _id: MINUTES, _rev: '2-b', _revisions: { start: 2, ids: ['b', 'a'] } };
  await store.receive([other], { cursor: 'c1' });
  const record = await store.get(UNIT, MINUTES);
  assert.deepEqual(record.tree, { '2-b': '1-a', '1-a': '' });
  assert.deepEqual(answersOf(record), { place: 'khác' });
  assert.equal(await store.meta('cursor'), 'c1');
  await store.save(UNIT, MINUTES, paper({ place: 'của tôi' }));
  assert.deepEqual((await store.takePending())[0]._revisions.ids.slice(1), ['b', 'a']);
});

test('two leaves: the person keeps seeing his own', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'của tôi' }));
  const [mine] = await store.takePending();
  await store.receive([{ ...paper({ place: 'khác' }), _id: MINUTES, _rev: '5-f', _revisions: { start: 5, ids: ['f', 'e', 'd', 'c', 'b'] } }]);
  assert.equal(shownRevision(await store.get(UNIT, MINUTES)), mine._rev);
});

test('a deletion from elsewhere takes the paper off the list', async () => {
  const { store } = phone();
  await store.receive([{ ...paper({ name: 'A' }, 'member'), _id: 'member:01', _rev: '1-a', _revisions: { start: 1, ids: ['a'] } }]);
  assert.equal((await store.list(UNIT, 'member:')).length, 1);
  await store.receive([{ unit: UNIT, _id: 'member:01', _rev: '2-b', _revisions: { start: 2, ids: ['b', 'a'] }, _deleted: true }]);
  assert.equal((await store.list(UNIT, 'member:')).length, 0);
});

test('receipts and findings that come down lie with their paper', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES]);
  const [sent] = await store.takePending();
  await store.receive([
    sent,
    { _id: 'receipt:20261110T010000000Z:ab', kind: 'receipt', unit: UNIT, received_at: RECEIPT.received_at, key: 'k', signature: 's', drift_ms: 7,
      papers: [{ paper: 'roll_call:2026-11:regular:1', rev: '1-a', digest: 'd', number: '1111-1111' },
        { paper: MINUTES, rev: sent._rev, digest: 'd', number: RECEIPT.number }] },
    { _id: `finding:${MINUTES}:${sent._rev}`, kind: 'finding', unit: UNIT, paper: MINUTES, rev: sent._rev, notes: [{ code: 'warning' }] },
  ]);
  const record = await store.get(UNIT, MINUTES);
  assert.equal(record.receipts[sent._rev].number, RECEIPT.number);
  assert.deepEqual(record.notes[sent._rev], [{ code: 'warning' }]);
  assert.equal(paperState(record), 'received');
  assert.equal(record.receipts[sent._rev].drift_ms, 7);
  assert.equal((await store.get(UNIT, 'roll_call:2026-11:regular:1')).receipts['1-a'].number, '1111-1111', 'before its paper has come');
});

test('sent papers go up before drafts, the newest first', async () => {
  const { store } = phone();
  const ids = ['minutes:2026-09:regular:1', 'minutes:2026-10:regular:1', MINUTES];
  for (const id of ids) await store.save(UNIT, id, paper({ place: id }));
  await sign(store, UNIT, [ids[0]]);
  assert.deepEqual((await store.takePending()).map((one) => one._id), [ids[0], ids[2], ids[1]]);
});

test('a paper removed before it was ever tried leaves no trace; one that was tried goes up as deleted', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await store.remove(UNIT, MINUTES);
  assert.deepEqual(await store.takePending(), []);
  assert.deepEqual(await store.list(UNIT), []);
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  await store.takePending();
  await store.remove(UNIT, MINUTES);
  const docs = await store.takePending();
  assert.deepEqual(docs.map((one) => Boolean(one._deleted)), [false, true]);
  assert.deepEqual(await store.list(UNIT), []);
});

test('what is not confirmed can be carried away by hand, whole', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'chưa gửi' }));
  await store.save(UNIT, 'member:01', paper({ name: 'đã gửi' }, 'member'));
  const docs = await store.takePending();
  await store.settle(verdicts(docs.filter((one) => one._id === 'member:01'), { ok: true }));
  await store.save(UNIT, 'meeting:2026-11:regular:1', paper({ place: 'đang gõ' }, 'meeting'));
  const { papers, product } = JSON.parse(await store.exportUnsent());
  assert.equal(product, 'sohop');
  assert.deepEqual(papers.map((one) => [one._id, one.unit, one.answers.place]).sort(),
    [['meeting:2026-11:regular:1', UNIT, 'đang gõ'], [MINUTES, UNIT, 'chưa gửi']]);
});

test('listeners hear what changed until they stop listening', async () => {
  const { store } = phone(), heard = [];
  const stop = store.subscribe((changed) => heard.push(...changed));
  await store.save(UNIT, MINUTES, paper({}));
  stop();
  await store.save(UNIT, MINUTES, paper({}));
  assert.deepEqual(heard, [{ unit: UNIT, id: MINUTES }]);
});

test('a connection the system has closed is opened again', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  (await store.database._open()).close();
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  assert.deepEqual(answersOf(await store.get(UNIT, MINUTES)), { place: 'hai' });
});
