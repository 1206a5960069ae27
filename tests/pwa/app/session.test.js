/** Who works on this phone, and in which of his units. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chooseUnit, deviceId, keepProfile, nowIn, readProfile, unitName, unitOf } from '../../../pwa/app/session.js';

/** What a browser's localStorage does with text. */
class Storage {
  constructor() {
    /** @type {Map<string, string>} */ this.kept = new Map();
  }

  /** @param {string} name */
  getItem(name) {
    return this.kept.get(name) ?? null;
  }

  /** @param {string} name @param {string} value */
  setItem(name, value) {
    this.kept.set(name, String(value));
  }
}

/** @param {string} id */
const unit = (id) => ({ id, name: id, type: 'cell', parent_name: '', roles: ['secretary'] });
const profile = { account: { username: 'a', name: 'A', lang: 'vi' }, units: [unit('na-don'), unit('pa-pe')] };

test('a person of two cells works in the first until he chooses the other, and again in the first when that one is gone', () => {
  [globalThis.localStorage, globalThis.sessionStorage] = /** @type {any} */ ([new Storage(), new Storage()]);
  assert.equal(unitOf(profile)?.id, 'na-don');
  chooseUnit('pa-pe');
  assert.equal(unitOf(profile)?.id, 'pa-pe');
  assert.equal(unitOf({ ...profile, units: [unit('na-don')] })?.id, 'na-don');
  assert.equal(unitOf(null), undefined);
});

test('a window stays in its unit when another is chosen in a second window; a new one begins with what was chosen last', () => {
  [globalThis.localStorage, globalThis.sessionStorage] = /** @type {any} */ ([new Storage(), new Storage()]);
  assert.equal(unitOf(profile)?.id, 'na-don');
  localStorage.setItem('sohop-unit', 'pa-pe');
  assert.equal(unitOf(profile)?.id, 'na-don');
  globalThis.sessionStorage = /** @type {any} */ (new Storage());
  assert.equal(unitOf(profile)?.id, 'pa-pe');
});

test('the profile is there at the next start, the phone keeps its name, and a damaged profile is nobody', () => {
  [globalThis.localStorage, globalThis.sessionStorage] = /** @type {any} */ ([new Storage(), new Storage()]);
  assert.equal(readProfile(), null);
  keepProfile(profile);
  assert.deepEqual(readProfile(), profile);
  assert.equal(deviceId(), deviceId());
  localStorage.setItem('sohop-profile', '{');
  assert.equal(readProfile(), null);
});

test('who has handed his last cell over still sees what he has not sent there, without a role, until he has one again', () => {
  [globalThis.localStorage, globalThis.sessionStorage] = /** @type {any} */ ([new Storage(), new Storage()]);
  const left = { ...profile, ...nowIn(profile, []) };
  assert.deepEqual([left.units, unitOf(left)?.id, unitOf(left)?.roles], [[], 'na-don', []]);
  assert.equal(unitName(left, 'pa-pe'), 'pa-pe');
  const again = { ...left, ...nowIn(left, [unit('pa-pe')]) };
  assert.deepEqual([unitOf(again)?.id, unitOf(again)?.roles, again.before?.map(({ id }) => id)], ['pa-pe', ['secretary'], ['na-don']]);
  assert.equal(nowIn(again, [unit('na-don'), unit('pa-pe')]).before, undefined);
  assert.equal(unitOf({ ...profile, ...nowIn(null, []) }), undefined);
});
