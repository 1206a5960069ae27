/** Canonical JSON and revision ids: the same bytes and the same ids as the server makes. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { canonical } from '../../../pwa/lib/canonical.js';
import { content, graft, historyOf, leavesOf, makeRevision, ranked, revisionsOf } from '../../../pwa/lib/revision.js';

const golden = JSON.parse(readFileSync(new URL('../../fixtures/revisions/ids.json', import.meta.url), 'utf8'));

test('members are sorted by UTF-16 units and nothing is between them', () => {
  assert.equal(canonical({ b: [1, { d: null, c: true }], a: 'ủy' }), '{"a":"ủy","b":[1,{"c":true,"d":null}]}');
  assert.equal(canonical({ 'ﬁ': 1, '😀': 2 }), '{"😀":2,"ﬁ":1}');
});

test('what is not given is not there, and in a list it is null', () => {
  assert.equal(canonical({ a: undefined, b: [undefined] }), '{"b":[null]}');
});

test('numbers are written as ECMAScript writes them', () => {
  assert.equal(canonical([1.0, -0, 1e21, 1e-7, 87.5]), '[1,0,1e+21,1e-7,87.5]');
});

for (const { name, deleted, parent, content: body, rev } of golden) {
  test(`the golden revision of ${name}`, async () => {
    assert.equal(await makeRevision(deleted, parent, body), rev);
  });
}

test('the id does not depend on what CouchDB adds', async () => {
  const body = { _id: 'm', n: 1 };
  assert.equal(await makeRevision(false, '', body), await makeRevision(false, '', { ...body, _rev: '1-x', _revisions: {} }));
  assert.deepEqual(content({ _id: 'm', _rev: '1-x', n: 1 }), { _id: 'm', n: 1 });
});

test('histories grafted in any order give one tree', () => {
  const ways = [['3-c', '2-b', '1-a'], ['2-x', '1-a'], ['3-c', '2-b']];
  const trees = [ways, [...ways].reverse()].map((order) => {
    const tree = {};
    for (const way of order) graft(tree, way);
    return tree;
  });
  assert.deepEqual(trees[0], trees[1]);
  assert.deepEqual(trees[0], { '3-c': '2-b', '2-b': '1-a', '1-a': '', '2-x': '1-a' });
});

test('a parent nobody has told is unknown until somebody does', () => {
  const tree = {};
  graft(tree, ['3-c']);
  assert.equal(tree['3-c'], null);
  graft(tree, ['3-c', '2-b']);
  assert.equal(tree['3-c'], '2-b');
});

test('the winner: not deleted, then the highest generation, then the highest hash', () => {
  const tree = { '1-a': '', '2-b': '1-a', '2-c': '1-a', '3-d': '2-b', '10-e': null };
  assert.deepEqual(new Set(leavesOf(tree)), new Set(['2-c', '3-d', '10-e']));
  assert.deepEqual(ranked(tree, (rev) => rev === '10-e'), ['3-d', '2-c', '10-e']);
  assert.deepEqual(ranked({ '2-a': null, '2-b': null }, () => false), ['2-b', '2-a']);
  assert.deepEqual(ranked({ '9-f': null, '10-a': null }, () => false), ['10-a', '9-f']);
});

test('a history goes there and back', () => {
  const tree = { '1-a': '', '2-b': '1-a', '3-c': '2-b' };
  const way = revisionsOf(tree, '3-c');
  assert.deepEqual(way, { start: 3, ids: ['c', 'b', 'a'] });
  assert.deepEqual(historyOf({ _rev: '3-c', _revisions: way }), ['3-c', '2-b', '1-a']);
  assert.deepEqual(historyOf({ _rev: '1-a' }), ['1-a']);
});
