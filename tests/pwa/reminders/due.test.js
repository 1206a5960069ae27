/** What the phone itself reminds of, and how many papers its badge counts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countOwed, remindersOf } from '../../../pwa/reminders/due.js';
import { isMoment } from '../../../pwa/reminders/moment.js';

const TODAY = '2026-11-04';
/** @param {string} name @param {any} standing @param {any} [more] @returns {any} */
const duty = (name, standing, more = {}) => ({
  obligation: { id: name }, standing: { overtaken_by: null, days_left: 3, ...standing }, href: '', reminders: [], signed: false, returned: false, ...more,
});
const said = (/** @type {any[]} */ found) => found.map((one) => [one.kind, one.duty?.obligation.id ?? one.sitting.id]);

test('the most pressing comes first: what came back, what is signed and not sent, what is overdue, then by last moment', () => {
  const duties = [duty('late', { status: 'overdue' }), duty('near', { status: 'due_soon' }), duty('waits', { status: 'due_soon' }, { signed: true }), duty('back', { status: 'done_on_time' }, { returned: true })];
  assert.deepEqual(said(remindersOf(duties, [], TODAY)), [['returned', 'back'], ['unsent', 'waits'], ['overdue', 'late'], ['soon', 'near']]);
  assert.equal(countOwed(duties), 4);
});

test('a duty is reminded of from the first day its rule names, and not before', () => {
  const of = (/** @type {string[]} */ reminders) => said(remindersOf([duty('one', { status: 'due' }, { reminders })], [], TODAY));
  assert.deepEqual(of([]), []);
  assert.deepEqual(of(['2026-11-05']), []);
  assert.deepEqual(of(['2026-11-04', '2026-11-08']), [['soon', 'one']]);
});

test('nobody is reminded of what was received, is not asked for yet, was forgiven or overtaken', () => {
  const statuses = ['done_on_time', 'done_late', 'late_by_network', 'not_open', 'exempt', 'waived'];
  const duties = [...statuses.map((status) => duty(status, { status }, { reminders: ['2026-11-01'] })), duty('overtaken', { status: 'overdue', overtaken_by: 'minutes:2026-11:regular:1' })];
  assert.deepEqual(remindersOf(duties, [], TODAY), []);
  assert.equal(countOwed(duties), 0);
});

test('meetings of today and tomorrow are told, over the end of a month too', () => {
  const sitting = (/** @type {string} */ id, /** @type {string} */ day, isVisit = false) => ({ id, key: '', day, time: '', place: '', href: '', isVisit });
  const all = [sitting('before', '2026-11-29'), sitting('today', '2026-11-30'), sitting('tomorrow', '2026-12-01', true), sitting('after', '2026-12-02')];
  assert.deepEqual(said(remindersOf([], all, '2026-11-30')), [['meeting', 'today'], ['visit', 'tomorrow']]);
});

test('the phone asks once a paper was sent, not where the answer is known, and "later" holds for a month', () => {
  const DAY = 86_400_000, known = { support: 'here', permission: 'default', isOn: false, later: -Infinity, now: 100 * DAY, hasSent: () => true };
  assert.equal(isMoment(known), true);
  assert.equal(isMoment({ ...known, hasSent: () => false }), false);
  assert.equal(isMoment({ ...known, isOn: true }), false);
  assert.equal(isMoment({ ...known, permission: 'denied' }), false);
  assert.equal(isMoment({ ...known, support: 'none' }), false);
  assert.equal(isMoment({ ...known, support: 'install', permission: 'denied' }), true);
  assert.equal(isMoment({ ...known, later: 99 * DAY }), false);
  assert.equal(isMoment({ ...known, later: 69 * DAY }), true);
  // A clock that was ahead when he said so does not silence the phone for years.
  assert.equal(isMoment({ ...known, later: 900 * DAY }), true);
});
