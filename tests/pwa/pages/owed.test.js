/** The task list: this period and the next two, with no signal, whatever the phone's clock and zone say. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { fill } from '../../../pwa/i18n/i18n.js';
import { CLOSED, isClosed, tasksOf } from '../../../pwa/pages/tasks/owed.js';
import { periodWords, standingWords } from '../../../pwa/pages/tasks/words.js';
import { MINUTES, paper, phone, RECEIPT, sign, UNIT, verdicts } from '../store/phone.js';

const read = (path) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
const texts = read('pwa/i18n/vi.json');
const i18n = /** @type {any} */ ({ lang: 'vi', t: (key, data = {}) => fill(texts[key] ?? assert.fail(key), data), text: (both) => both.vi });
const FACTS = { unit: UNIT, first: '2020-01-01', last: null, kinds: [{ kind: 'cell', first: '2020-01-01', last: null }], receivers: [{ to: 'committee', unit: 'binh-lu', first: '2020-01-01', last: null }] };
const forms = { has: async (form) => form === 'thematic_plan' };
const at = (text) => new Date(text);

/** Files as the service worker gives them; `asked` counts what was not of the app's own. */
globalThis.fetch = /** @type {any} */ (async (path) => {
  if (path === '/app/rules/index.json') return Response.json({ rules: { 'directive-824': [1] }, holidays: { vietnam: [1] } });
  return Response.json(read(`sync/rules/${path.replace('/app/rules/', '')}`));
});

/** @param {any} store @param {Date} now @param {any} [deadlines] */
const listed = (store, now, deadlines = { facts: FACTS }) => tasksOf({ store, unit: /** @type {any} */ ({ id: UNIT, deadlines }), forms, now });
const one = (tasks, id) => tasks.find(({ obligation }) => obligation.id === id) ?? assert.fail(id);
const words = ({ obligation, standing }, signed = false) => standingWords(i18n, obligation, standing, signed);

/** Minutes of November, signed by the phone's clock and brought to the server at `received_at`. */
async function sent(store, received_at, more = {}) {
  await store.save(UNIT, MINUTES, paper({ date: '2026-11-03' }));
  await sign(store, UNIT, [MINUTES]);
  const docs = await store.takePending();
  await store.settle(verdicts(docs, { ok: true, receipt: { ...RECEIPT, received_at, ...more } }));
}

test('this period and the next two of every rule are there with nothing on the phone but the rules', async () => {
  const tasks = await listed(phone().store, at('2026-11-23T03:00:00Z'));
  const minutes = tasks.filter(({ obligation }) => obligation.rule === 'regular_minutes').map(({ obligation }) => obligation.period);
  assert.deepEqual(minutes, ['2026-10', '2026-11', '2026-12', '2027-01']);
  assert.ok(one(tasks, 'obligation:thematic_plan:2027') && one(tasks, 'obligation:thematic_meeting:2027-Q2'));
  assert.equal(words(one(tasks, 'obligation:regular_minutes:2026-10')), 'quá hạn 23 ngày (hạn 31/10/2026)');
  assert.equal(words(one(tasks, 'obligation:regular_minutes:2026-11')), 'chậm nhất ngày 30/11/2026, còn 7 ngày');
  assert.equal(words(one(tasks, 'obligation:regular_minutes:2026-12')), 'chưa đến kỳ: từ ngày 01/12/2026, chậm nhất ngày 31/12/2026');
});

test('the last days are told in plain words', async () => {
  const { store } = phone();
  const said = async (now) => words(one(await listed(store, at(now)), 'obligation:regular_minutes:2026-11'));
  assert.equal(await said('2026-11-28T03:00:00Z'), 'sắp đến hạn: còn 2 ngày, chậm nhất ngày 30/11/2026');
  assert.equal(await said('2026-11-30T16:59:59Z'), 'hôm nay là hạn');
  assert.equal(await said('2026-11-30T17:00:00Z'), 'quá hạn 1 ngày (hạn 30/11/2026)');
});

test('a phone whose clock is wrong says what is true by the server', async () => {
  const { store } = phone();
  const wrong = at('2027-05-23T03:00:00Z');
  assert.equal(one(await listed(store, wrong), 'obligation:regular_minutes:2027-05').standing.status, 'due');
  await store.setMeta('drift', at('2026-11-30T03:00:00Z').getTime() - wrong.getTime());
  assert.equal(words(one(await listed(store, wrong), 'obligation:regular_minutes:2026-11')), 'hôm nay là hạn');
});

test('what was sent in time, late, and late by the network is told apart', async () => {
  const said = async (received, more) => {
    const { store } = phone();
    await sent(store, received, more);
    const task = one(await listed(store, at('2026-11-23T03:00:00Z')), 'obligation:regular_minutes:2026-11');
    assert.ok(CLOSED.has(task.standing.status));
    return words(task);
  };
  assert.equal(await said('2026-11-05T23:59:59.000+07:00'), 'đã gửi đúng hạn, ngày 05/11/2026');
  assert.equal(await said('2026-11-09T10:00:00.000+07:00'), 'gửi muộn, ngày 09/11/2026 (hạn 05/11/2026)');
  assert.equal(await said('2026-11-09T10:00:00.000+07:00', { drift_ms: 4000 }), 'muộn do mạng: ký đúng hạn, máy chủ nhận ngày 09/11/2026');
  const days = 4 * 86_400_000;
  assert.equal(await said('2026-11-09T10:00:00.000+07:00', { drift_ms: days }), 'gửi muộn, ngày 09/11/2026 (hạn 05/11/2026)');
});

test('a meeting that was reported without its plan is told so, and no longer asked for', async () => {
  const { store } = phone(), id = 'obligation:meeting_registration:2026-11', now = at('2026-11-12T03:00:00Z');
  const before = one(await listed(store, now), id);
  assert.equal(isClosed(before.standing), false);
  assert.match(words(before), /^quá hạn/);
  await sent(store, '2026-11-05T10:00:00.000+07:00');
  const task = one(await listed(store, now), id);
  assert.equal(isClosed(task.standing), true);
  assert.equal(words(task), 'không đăng ký (hạn 20/10/2026); buổi họp đã họp và đã gửi biên bản');
  assert.ok(!(await listed(store, at('2026-11-23T03:00:00Z'))).some(({ obligation }) => obligation.id === id));
});

test('a paper signed with no signal is not told as sent', async () => {
  const { store } = phone();
  await store.save(UNIT, MINUTES, paper({ date: '2026-11-03' }));
  await sign(store, UNIT, [MINUTES]);
  const task = one(await listed(store, at('2026-11-07T03:00:00Z')), 'obligation:regular_minutes:2026-11');
  assert.equal(task.standing.status, 'overdue');
  assert.equal(words(task, true), 'đã ký, chờ gửi (hạn 05/11/2026)');
});

test('a frozen record stands against what the phone would work out', async () => {
  const { store } = phone(), now = at('2026-11-23T03:00:00Z');
  const { obligation } = one(await listed(store, now), 'obligation:regular_minutes:2026-12');
  const frozen = { ...obligation, due_at: '2026-12-15T23:59:59.999+07:00', override: 'mùa gặt' };
  const rev = '1-00000000000000000000000000000001';
  await store.receive([{ _id: obligation.id, _rev: rev, _revisions: { start: 1, ids: [rev.slice(2)] }, kind: 'obligation', unit: UNIT, obligation: frozen }]);
  assert.equal(one(await listed(store, now), obligation.id).standing.due_at, frozen.due_at);
  assert.equal(one(await listed(store, now, null), obligation.id).standing.due_at, frozen.due_at);
  assert.equal(await store.countUnsent(), 0);
});

test('exemptions and waivers that the exchange told hold with no signal', async () => {
  const { store } = phone(), deadlines = {
    facts: FACTS, exemptions: [{ unit: UNIT, rule: null, first: '2026-12-01', last: '2026-12-31', reason: 'lũ' }],
    waivers: [{ unit: UNIT, obligation: 'obligation:regular_minutes:2026-11', reason: 'mất điện', by: 'quan-tri', at: '2026-11-20T08:00:00+07:00' }],
  };
  const tasks = await listed(store, at('2026-11-23T03:00:00Z'), deadlines);
  assert.equal(words(one(tasks, 'obligation:regular_minutes:2026-12')), 'được miễn: lũ');
  assert.equal(words(one(tasks, 'obligation:regular_minutes:2026-11')), 'được bỏ qua: mất điện');
});

test('each task leads to its paper where the phone has a page for it', async () => {
  const { store } = phone();
  await store.save(UNIT, 'minutes:2026-10:thematic:2', paper({}));
  const tasks = await listed(store, at('2026-11-23T03:00:00Z')), href = (id) => one(tasks, id).href;
  assert.equal(href('obligation:regular_minutes:2026-11'), '/app/meetings/2026-11:regular:1');
  assert.equal(href('obligation:meeting_registration:2026-12'), '/app/meetings/2026-12:regular:1');
  assert.equal(href('obligation:thematic_meeting:2026-Q4'), '/app/meetings/2026-10:thematic:2');
  assert.equal(href('obligation:thematic_meeting:2027-Q1'), '/app/meetings/2027-01:thematic:1');
  assert.equal(href('obligation:thematic_plan:2027'), '/app/papers/thematic_plan:2027');
  const none = await tasksOf({ store, unit: /** @type {any} */ ({ id: UNIT, deadlines: { facts: FACTS } }), forms: { has: async () => false }, now: at('2026-11-23T03:00:00Z') });
  assert.equal(one(none, 'obligation:thematic_plan:2027').href, '');
});

test('periods are told as people say them', () => {
  const said = (period) => periodWords(i18n, period);
  assert.deepEqual(['2026-12', '2026-Q4', '2026-H1', '2026-H2', '2027'].map(said),
    ['tháng 12/2026', 'quý IV năm 2026', '6 tháng đầu năm 2026', '6 tháng cuối năm 2026', 'năm 2027']);
});

test('every status has words in both languages', () => {
  const english = read('pwa/i18n/en.json');
  for (const status of [...CLOSED, 'overdue', 'not_open', 'due', 'due_soon', 'today', 'signed', 'overtaken']) for (const said of [texts, english]) assert.ok(said[`owed.${status}`], status);
});
