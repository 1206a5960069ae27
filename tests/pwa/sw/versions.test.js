/** The service worker's versions: stored whole or not at all, unchanged files copied, answers from the version in force. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

/** What the Cache API promises, in memory. */
class Caches {
  constructor() {
    /** @type {Map<string, Map<string, Response>>} */ this.named = new Map();
  }

  /** @param {string} name */
  async open(name) {
    const kept = this.named.get(name) ?? new Map();
    this.named.set(name, kept);
    return { put: async (/** @type {string} */ key, /** @type {Response} */ value) => void kept.set(key, value), match: async (/** @type {string} */ key) => kept.get(key)?.clone() };
  }

  /** @param {string} key */
  async match(key) {
    for (const kept of this.named.values()) if (kept.has(key)) return kept.get(key)?.clone();
    return undefined;
  }

  /** @param {string} name */
  async delete(name) {
    return this.named.delete(name);
  }

  async keys() {
    return [...this.named.keys()];
  }
}

/** The worker's functions, loaded as the classic scripts they are. @returns {any} */
function worker() {
  const self = {};
  for (const name of ['versions', 'answers']) {
    runInNewContext(readFileSync(new URL(`../../../pwa/sw/${name}.js`, import.meta.url), 'utf8'), { self, URL, Promise, Error });
  }
  return self;
}

const file = (/** @type {string} */ name, /** @type {string} */ hash) => ({ url: `/app/${name}`, hash });
const ONE = { version: 'one', files: [file('index.html', 'a1'), file('app/boot.js', 'b1')] };
const TWO = { version: 'two', files: [file('index.html', 'a1'), file('app/boot.js', 'b2')] };

/** A network that has these files and counts what was asked of it. @param {string[]} [missing] */
function network(missing = []) {
  /** @type {string[]} */ const asked = [];
  const get = async (/** @type {string} */ url) => {
    asked.push(url);
    return missing.includes(url) ? new Response('', { status: 500 }) : new Response(`body of ${url}`);
  };
  return { asked, get };
}

test('a version with a file that cannot be had leaves nothing behind, and the old one answers on', async () => {
  const caches = new Caches(), { storeVersion, answer } = worker();
  await storeVersion(ONE, caches, network().get);
  await assert.rejects(storeVersion(TWO, caches, network(['/app/app/boot.js?b2']).get));
  assert.deepEqual(await caches.keys(), ['sohop-one']);
  const told = await answer('/app/app/boot.js', null, ONE, caches, () => assert.fail('the network was asked'));
  assert.equal(await told.text(), 'body of /app/app/boot.js?b1');
});

test('a new version fetches only what has changed', async () => {
  const caches = new Caches(), { storeVersion, dropOthers } = worker(), later = network();
  await storeVersion(ONE, caches, network().get);
  await storeVersion(TWO, caches, later.get);
  assert.deepEqual(later.asked, ['/app/app/boot.js?b2']);
  await dropOthers(TWO, caches);
  assert.deepEqual(await caches.keys(), ['sohop-two']);
});

test('pages of the app are answered by its one page, and the doors of the server never', () => {
  const { answerable } = worker(), origin = 'https://sohop.test';
  const ask = (/** @type {string} */ path, mode = 'cors', method = 'GET') => answerable({ url: `${origin}${path}`, mode, method }, ONE, origin);
  assert.equal(ask('/app/meetings/2026-11:regular:1', 'navigate'), '/app/index.html');
  assert.equal(ask('/app/app/boot.js'), '/app/app/boot.js');
  for (const [path, mode, method] of [['/sync', 'cors', 'POST'], ['/api/session', 'cors', 'GET'], ['/couch/', 'cors', 'GET'], ['/units/x', 'navigate', 'GET'], ['/app/none.js', 'cors', 'GET']]) {
    assert.equal(ask(path, mode, method), null, path);
  }
  assert.equal(answerable({ url: 'https://elsewhere.test/app/', mode: 'navigate', method: 'GET' }, ONE, origin), null);
});
