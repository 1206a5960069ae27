/** A paper that is typed in while something else happens to it: another window of the app, the server, a signature, a full disk. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openDraft } from '../../../pwa/pages/draft.js';
import { makeRevision } from '../../../pwa/lib/revision.js';
import { shownBody } from '../../../pwa/store/record.js';
import { MINUTES, paper, phone, UNIT, verdicts } from '../store/phone.js';

const windowEvents = new EventTarget();
Object.assign(globalThis, { document: new EventTarget(), addEventListener: windowEvents.addEventListener.bind(windowEvents), removeEventListener: windowEvents.removeEventListener.bind(windowEvents) });

let redrawn = () => {};

/** A window of the app on this phone, with the paper open. @param {import('../../../pwa/store/store.js').Store} store */
async function opened(store) {
  const context = /** @type {any} */ ({ store, redraw: () => redrawn(), unit: { id: UNIT }, device: 'd', profile: { account: { username: 'lo-van-panh' } } });
  return openDraft(context, MINUTES, () => {});
}

/** @param {import('../../../pwa/store/store.js').Store} store */
const kept = async (store) => shownBody(/** @type {any} */ (await store.get(UNIT, MINUTES)));

test('two windows of the app write in one paper: what each wrote stays', async () => {
  const { store, factory } = phone(), other = phone(factory).store;
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const here = await opened(store), there = await opened(other);
  here.set('answers.place', 'hai');
  await here.close();
  there.set('answers.ideology', 'ổn định');
  await there.close();
  assert.deepEqual((await kept(store))?.answers, { place: 'hai', ideology: 'ổn định' });
});

test('what was signed in another window is not made a draft again by what is typed here', async () => {
  const { store, factory } = phone(), other = phone(factory).store;
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const here = await opened(store);
  await other.send(UNIT, [{ id: MINUTES, body: paper({ place: 'một' }) }]);
  here.set('answers.place', 'hai');
  await here.close();
  assert.deepEqual([(await kept(store))?.state, (await kept(store))?.answers], ['sent', { place: 'một' }]);
});

test('what a colleague wrote and the server merged in meanwhile is not written over', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const here = await opened(store), [mine] = await store.takePending();
  await store.settle(verdicts([mine], { ok: true }));
  here.set('answers.ideology', 'ổn định');
  const merged = paper({ place: 'một', next_month: 'của đồng chí' }), rev = await makeRevision(false, mine._rev, { ...merged, _id: MINUTES });
  await store.receive([{ ...merged, device: 'merge', _id: MINUTES, _rev: rev, _revisions: { start: 2, ids: [rev, mine._rev].map((one) => one.split('-')[1]) } }]);
  await here.close();
  const record = /** @type {any} */ (await store.get(UNIT, MINUTES));
  const [next] = await store.takePending(), lost = next._revisions.ids.includes(rev.split('-')[1]) && !next.answers.next_month;
  assert.ok(!lost, 'the colleague\'s words are gone from a revision that stands on his');
  assert.equal(next.answers.ideology, 'ổn định', JSON.stringify(record));
});

test('while nothing is typed the page takes in what another window writes', async () => {
  const { store, factory } = phone(), other = phone(factory).store;
  await store.save(UNIT, MINUTES, paper({ place: 'một', note: 'cũ' }));
  const here = await opened(store), there = await opened(other);
  there.set('answers.place', 'hai');
  there.set('answers.note', null);
  await there.close();
  const told = new Promise((resolve) => (redrawn = () => resolve(undefined)));
  store.changedElsewhere([{ unit: UNIT, id: MINUTES }]);
  await told;
  assert.deepEqual(here.answers, { place: 'hai' });
  await here.close();
});

test('what was signed while an older save was tried again stays signed, and the page says so', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const here = await opened(store), { save } = store;
  store.save = async () => { throw new DOMException('no room', 'QuotaExceededError'); };
  here.set('answers.place', 'hai');
  await here.flush();
  assert.equal(here.failed(), true);
  store.save = save;
  await store.send(UNIT, [{ id: MINUTES, body: paper({ place: 'một' }) }]);
  await here.close();
  assert.deepEqual([(await kept(store))?.state, here.overtaken(), here.savedAt()], ['sent', true, '']);
});

test('what could not be saved is there when the paper is opened again', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ place: 'một' }));
  const here = await opened(store), save = store.save;
  store.save = async () => { throw new DOMException('no room', 'QuotaExceededError'); };
  here.set('answers.place', 'hai');
  await here.close();
  store.save = save;
  const again = await opened(store);
  assert.equal(again.answers.place, 'hai');
  await again.close();
  assert.equal((await kept(store))?.answers.place, 'hai');
});
