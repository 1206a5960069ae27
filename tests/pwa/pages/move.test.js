/** What the guided move of a draft to a newer form version tells before it moves. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newerThan, planned, toldLeft } from '../../../pwa/pages/versions/plan.js';
import { newRecord, putEdit } from '../../../pwa/store/record.js';
import { definitionOf, templateOf } from '../forms/definitions.js';

const label = (/** @type {string} */ vi) => ({ vi, en: vi });
/** @param {number} version @param {any[]} fields @returns {any} */
const form = (version, fields) => ({ form: 'task', version, kind: 'task', title: label('Việc'), valid_from: '2026-01-01', source: '-', sections: [{ name: 's', title: label('Mục'), fields: fields.map((one) => ({ label: label(one.name), ...one })) }] });
/** @type {any} */ const i18n = { lang: 'vi', t: (/** @type {string} */ key) => key, text: (/** @type {any} */ both) => both?.vi ?? '' };
/** @type {any} */ const forms = { latest: async () => form(2, []) };

/** @param {any} body @param {string} [id] */
function record(body, id = 'task:1') {
  const made = newRecord('a', id);
  putEdit(made, body, '2026-11-03T20:00:00+07:00');
  return made;
}

test('only what the new version asks for anew is told, not what the draft had not answered anyway', () => {
  const old = [{ name: 'a', type: 'text', required: true }, { name: 'b', type: 'text', required: true }];
  const { again } = planned(form(1, old), form(2, [...old, { name: 'c', type: 'date', required: true }]), { a: 'x' }, () => null);
  assert.deepEqual(again.map((one) => one.path), ['answers.c']);
});

test('an answer that no longer fits is both dropped and to be given again', () => {
  const { again, left } = planned(form(1, [{ name: 'a', type: 'text', required: true }]), form(2, [{ name: 'a', type: 'date', required: true }]), { a: 'mai' }, () => null);
  assert.deepEqual([again.map((one) => one.path), left], [['answers.a'], [{ path: 'answers.a', value: 'mai' }]]);
});

test('what is dropped is told with the words of the version it was written under', () => {
  const old = form(1, [{ name: 'day', type: 'date' }, { name: 'rows', type: 'repeat', fields: [{ name: 'who', type: 'person', label: label('Ai làm') }] }]);
  assert.deepEqual(toldLeft(old, { path: 'answers.day', value: '2026-11-03' }, i18n), { label: 'day', lines: ['03/11/2026'] });
  assert.deepEqual(toldLeft(old, { path: 'answers.rows.1.who', value: { name: 'Tao Thị Ọi' } }, i18n), { label: 'rows 2, Ai làm', lines: ['Tao Thị Ọi'] });
});

test('a draft on an older version has a newer one; a sent paper and a rework have none', async () => {
  const body = { form: 'task', version: 1, state: 'draft', answers: {} };
  assert.equal((await newerThan(/** @type {any} */ ({ forms }), record(body)))?.version, 2);
  assert.equal(await newerThan(/** @type {any} */ ({ forms }), record({ ...body, version: 2 })), null);
  assert.equal(await newerThan(/** @type {any} */ ({ forms }), record({ ...body, state: 'sent' })), null);
  assert.equal(await newerThan(/** @type {any} */ ({ forms }), record(body, 'rework:task:1')), null);
});

test('minutes of the first version lose nothing on the way to the third', () => {
  const answers = { date: '2026-11-03', started_at: '19:30', place: 'Nhà văn hóa', conclusion: 'Thống nhất', conclusions: [{ _id: '1', what: 'Làm đường', who: { name: 'Tao Văn Én' }, by: '2026-11-28' }] };
  const { moved, left } = planned(definitionOf('minutes', 1), definitionOf('minutes', 3), answers, templateOf);
  assert.deepEqual([moved, left], [answers, []]);
});
