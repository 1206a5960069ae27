/** The golden cases of obligations, which the server runs too (tests/sync/domain/obligations/test_golden_obligations.py). */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { corrected, drift, iso, millis } from '../../../pwa/obligations/clock.js';
import { holiday, isWorking, shifted } from '../../../pwa/obligations/holidays.js';
import { freeze } from '../../../pwa/obligations/making.js';
import { reminderDays, statusOf } from '../../../pwa/obligations/standing.js';
import { HOLIDAYS, made, named, read } from './golden.js';

const days = read('days');

for (const one of read('making').cases) {
  test(`owed: ${one.name}`, () => {
    const found = made(one);
    assert.deepEqual(found.map(({ id }) => id), one.expect.map(({ id }) => id));
    one.expect.forEach((expected, place) => {
      assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, found[place][name]])), expected);
    });
  });
}

for (const one of read('standing').cases) {
  test(`stands: ${one.name}`, () => {
    const record = named(one.of, one.exemptions);
    assert.deepEqual(statusOf(record, one.papers, one.now, one.waivers), one.expect);
    assert.deepEqual(statusOf(record, one.papers.toReversed(), one.now, one.waivers), one.expect);
  });
}

test('working days, holidays and last days that are moved', () => {
  for (const [day, working] of days.working) assert.equal(isWorking(HOLIDAYS, day), working, day);
  for (const [day, name] of days.holiday) assert.equal(holiday(HOLIDAYS, day), name, day);
  for (const [day, policy, moved] of days.shifted) assert.equal(shifted(day, policy, HOLIDAYS), moved, day);
  for (const [day, policy] of days.shifted) assert.equal(shifted(day, policy, null), day);
});

test('moments and the two clocks, whatever zone the phone is set to', () => {
  for (const [moment, expected] of days.millis) assert.equal(millis(moment), expected, moment);
  for (const text of days.not_moments) assert.throws(() => millis(text), RangeError, text);
  for (const [at, text] of days.iso) assert.equal(iso(at), text);
  for (const [server, device, ms] of days.drift) assert.equal(drift(server, device), ms);
  for (const [device, ms, text] of days.corrected) assert.equal(iso(corrected(device, ms)), text);
});

test('the days to remind on', () => {
  for (const [key, papers, expected] of days.reminders) assert.deepEqual(reminderDays(named(key), papers), expected, key);
});

test('what was made before stays as it was, what is new is added', () => {
  const old = { ...named('month_schedule:2026-12'), due_at: '2026-11-30T23:59:59.999+07:00' };
  const frozen = freeze([old], [named('month_schedule:2026-12'), named('month_schedule:2027-01')]);
  assert.deepEqual(frozen.map(({ id, due_at }) => [id, due_at]), [
    ['obligation:month_schedule:2026-12', '2026-11-30T23:59:59.999+07:00'],
    ['obligation:month_schedule:2027-01', '2027-01-01T23:59:59.999+07:00'],
  ]);
  assert.deepEqual(freeze(frozen, []), frozen);
});

test('a record cannot be written into', () => {
  assert.throws(() => { named('month_schedule:2026-12').due_at = ''; }, TypeError);
});
