/** Ids, text and times as papers hold them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fold, nfc } from '../../../pwa/lib/text.js';
import { clockOf, dayOf, isoWithOffset, monthAway, monthOf } from '../../../pwa/lib/time.js';
import { ulid } from '../../../pwa/lib/ulid.js';

test('a ULID is 26 characters of Crockford base 32 and sorts by time', () => {
  assert.match(ulid(), /^[0-9A-HJKMNP-TV-Z]{26}$/);
  assert.equal(ulid(1469918176385).slice(0, 10), '01ARYZ6S41');
  assert.ok(ulid(1_000_000) < ulid(1_000_001));
});

test('a thousand ULIDs of one moment are all different', () => {
  assert.equal(new Set(Array.from({ length: 1000 }, () => ulid(1))).size, 1000);
});

test('text is put together everywhere, in names of members too', () => {
  const apart = 'u\u0309y';
  assert.deepEqual(nfc({ [apart]: [apart, { a: apart }], n: 1, b: null }), { 'ủy': ['ủy', { a: 'ủy' }], n: 1, b: null });
});

test('a search finds names without tone marks, and both spellings of one word', () => {
  assert.equal(fold('Đặng Thị Ủy'), 'dang thi uy');
  assert.equal(fold('Uỷ'), fold('ủy'));
});

test('a time is the moment with the offset of this phone', () => {
  const at = new Date('2026-11-03T14:40:00.000Z'), text = isoWithOffset(at);
  assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
  assert.equal(Date.parse(text), at.getTime());
});

test('day, month and clock are those the person sees', () => {
  const at = new Date(2026, 10, 3, 7, 5);
  assert.deepEqual([dayOf(at), monthOf(at), clockOf(at)], ['2026-11-03', '2026-11', '07:05']);
});

test('months go over the year in both directions', () => {
  assert.deepEqual([monthAway('2026-01', -1), monthAway('2026-12', 1), monthAway('2026-11', -23), monthAway('2026-11', 0)],
    ['2025-12', '2027-01', '2024-12', '2026-11']);
});
