/** Writing goes on from what its writer has seen: what has changed in the paper since is neither undone nor signed unseen. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeRevision } from '../../../pwa/lib/revision.js';
import { leavesOf, shownBody } from '../../../pwa/store/record.js';
import { joined, Overtaken } from '../../../pwa/store/seen.js';
import { paperState } from '../../../pwa/store/state.js';
import { MINUTES, paper, phone, RECEIPT, REFUSAL, sign, UNIT, verdicts } from './phone.js';

/** @param {import('../../../pwa/store/store.js').Store} store @returns {Promise<any>} */
const record = (store) => store.get(UNIT, MINUTES);
/** @param {import('../../../pwa/store/store.js').Store} store @returns {Promise<any>} */
const kept = async (store) => shownBody(await record(store));

/** A colleague's revision on top of `parent` comes down. @param {import('../../../pwa/store/store.js').Store} store @param {any} parent document @param {Record<string, any>} body */
async function comes(store, parent, body) {
  const rev = await makeRevision(false, parent._rev, { ...body, _id: MINUTES });
  await store.receive([{ ...body, _id: MINUTES, _rev: rev, _revisions: { start: 2, ids: [rev, parent._rev].map((one) => one.split('-')[1]) } }]);
  return rev;
}

test('a draft begun here while a colleague\'s came down does not begin anew over his', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'của đồng chí' }));
  await store.begin(UNIT, MINUTES, paper({}));
  assert.equal((await kept(store)).answers.place, 'của đồng chí');
});

test('nothing is signed of which one paper has changed since it was shown', async () => {
  const { store } = phone(), other = 'roll_call:2026-11:regular:1', shown = paper({ place: 'một' });
  await store.save(UNIT, MINUTES, shown);
  await store.save(UNIT, other, paper({}, 'roll_call'));
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }));
  await assert.rejects(store.send(UNIT, [{ id: other, body: paper({}, 'roll_call'), seen: paper({}, 'roll_call') }, { id: MINUTES, body: shown, seen: shown }]), Overtaken);
  assert.deepEqual([(await kept(store)).state, shownBody(/** @type {any} */ (await store.get(UNIT, other)))?.state], ['draft', 'draft']);
});

test('what was signed is not signed once more in another window', async () => {
  const { store } = phone(), shown = paper({ place: 'một' });
  await store.save(UNIT, MINUTES, shown);
  await store.send(UNIT, [{ id: MINUTES, body: shown, seen: shown }]);
  await store.settle(verdicts(await store.takePending(), { ok: true, receipt: RECEIPT }));
  await assert.rejects(store.send(UNIT, [{ id: MINUTES, body: shown, seen: shown }]), Overtaken);
  assert.equal(paperState(await record(store)), 'received');
});

test('words that went up meanwhile are still what was seen, and can be signed', async () => {
  const { store } = phone(), shown = await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await store.settle(verdicts(await store.takePending(), { ok: true }));
  await store.send(UNIT, [{ id: MINUTES, body: shown, seen: shown }]);
  assert.equal((await kept(store)).state, 'sent');
});

test('a rework is not sent again unseen, nor gone on with once it was sent', async () => {
  const { store } = phone(), id = `rework:${MINUTES}`, shown = { ...paper({ place: 'hai' }), kind: 'rework' };
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES]);
  await store.save(UNIT, id, { ...shown, answers: { place: 'ba' } });
  await assert.rejects(store.sendAgain(UNIT, MINUTES, { answers: { place: 'hai' } }, shown), Overtaken);
  assert.equal((await kept(store)).answers.place, 'một');
  const seen = await store.save(UNIT, id, shown);
  await store.sendAgain(UNIT, MINUTES, { answers: { place: 'hai' } }, seen);
  await assert.rejects(store.save(UNIT, id, { ...shown, answers: { place: 'bốn' } }, seen), Overtaken);
  assert.deepEqual([(await kept(store)).answers.place, shownBody(/** @type {any} */ (await store.get(UNIT, id)))], ['hai', null]);
});

test('what is typed when a colleague has signed lies beside it, as if there had been no signal', async () => {
  const { store } = phone(), seen = await store.save(UNIT, MINUTES, paper({ place: 'một' })), [mine] = await store.takePending();
  await store.settle(verdicts([mine], { ok: true }));
  const signed = await comes(store, mine, { ...paper({ place: 'một' }), state: 'sent', device: 'another' });
  await store.save(UNIT, MINUTES, paper({ place: 'hai' }), seen);
  const [next] = await store.takePending();
  assert.equal(next._revisions.ids[1], mine._rev.split('-')[1]);
  assert.ok(leavesOf(await record(store)).includes(signed));
});

test('a draft that was removed in another window is not made again', async () => {
  const { store } = phone(), seen = await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await store.remove(UNIT, MINUTES);
  await assert.rejects(store.save(UNIT, MINUTES, paper({ place: 'hai' }), seen), Overtaken);
  assert.equal(await kept(store), null);
});

test('what was signed in another window is not removed here', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES]);
  await store.remove(UNIT, MINUTES);
  assert.equal((await kept(store))?.state, 'sent');
});

test('what has been put into the paper already is not put beside it', async () => {
  const { store } = phone(), seen = await store.save(UNIT, MINUTES, paper({ place: 'một' })), typed = paper({ place: 'hai' });
  await store.takePending();
  await store.save(UNIT, MINUTES, typed, seen);
  await store.takePending();
  await store.save(UNIT, MINUTES, typed, seen);
  assert.equal(leavesOf(await record(store)).length, 1);
});

test('a refusal that two windows are told makes no trouble once the paper is signed anew', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  await sign(store, UNIT, [MINUTES]);
  const told = verdicts(await store.takePending(), { ok: false, error: REFUSAL });
  await store.settle(told);
  await store.send(UNIT, [{ id: MINUTES, body: paper({ place: 'hai' }) }]);
  await store.settle(told);
  assert.equal(paperState(await record(store)), 'on_this_phone');
});

test('fields, rows and scores are joined each by itself', () => {
  const seen = { place: 'a', rows: [{ _id: 'x1', what: '1' }, { _id: 'x2', what: '2' }], scores: { A: { points: 1 } }, chair: { name: 'A', member: 'm1' } };
  const mine = { place: 'a', rows: [{ _id: 'x1', what: 'một' }, { _id: 'x3', what: '3' }], scores: { A: { points: 1 }, B: { points: 2 } }, chair: { name: 'B' } };
  const now = { place: 'b', note: 'c', rows: [{ _id: 'x1', what: '1' }, { _id: 'x2', what: '2' }, { _id: 'x4', what: '4' }], scores: { A: { points: 5 } }, chair: { name: 'A', member: 'm1' } };
  assert.deepEqual(joined(seen, mine, now), { place: 'b', note: 'c', chair: { name: 'B' },
    rows: [{ _id: 'x1', what: 'một' }, { _id: 'x4', what: '4' }, { _id: 'x3', what: '3' }], scores: { A: { points: 5 }, B: { points: 2 } } });
  assert.deepEqual(joined({ note: 'c' }, {}, { note: 'c', place: 'b' }), { place: 'b' });
  assert.deepEqual(joined({}, { rows: [{ _id: 'x1' }] }, { rows: [{ _id: 'x2' }] }), { rows: [{ _id: 'x2' }, { _id: 'x1' }] });
});
