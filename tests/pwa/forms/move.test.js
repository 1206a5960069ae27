/** A draft opens on its version, and moves to a newer one without losing a word. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveAnswers } from '../../../pwa/forms/move.js';
import { definitionOf, templateOf } from './definitions.js';

const label = { vi: 'Mục', en: 'Item' };
/** @param {number} version @param {any[]} fields @returns {any} */
const form = (version, fields) => ({ form: 'x', version, kind: 'task', title: label, valid_from: '2026-01-01', source: '-', sections: [{ name: 's', title: label, fields: fields.map((one) => ({ label, ...one })) }] });

test('what has the same name and fits is carried, rows with their ids', () => {
  const old = form(1, [{ name: 'a', type: 'text' }, { name: 'rows', type: 'repeat', fields: [{ name: 'what', type: 'text', label }] }]);
  const moved = moveAnswers(old, form(2, [{ name: 'a', type: 'paragraph' }, { name: 'rows', type: 'repeat', fields: [{ name: 'what', type: 'text', label }] }]), { a: 'chữ', rows: [{ _id: '1', what: 'việc' }] });
  assert.deepEqual(moved, { answers: { a: 'chữ', rows: [{ _id: '1', what: 'việc' }] }, again: [], left: [] });
});

test('what finds no place, or no longer fits, is listed and not dropped in silence', () => {
  const old = form(1, [{ name: 'gone', type: 'text' }, { name: 'kind', type: 'text' }, { name: 'rows', type: 'repeat', fields: [{ name: 'was', type: 'text', label }] }]);
  const to = form(2, [{ name: 'kind', type: 'choice', choices: [{ value: 'b', label }] }, { name: 'rows', type: 'repeat', fields: [] }]);
  const { answers, left } = moveAnswers(old, to, { gone: 'một', kind: 'a', rows: [{ _id: '7', was: 'hai' }] });
  assert.deepEqual(answers, { rows: [{ _id: '7' }] });
  assert.deepEqual(left, [{ path: 'answers.gone', value: 'một' }, { path: 'answers.kind', value: 'a' }, { path: 'answers.rows.0.was', value: 'hai' }]);
});

test('what the new version asks for and the old one did not must be answered again', () => {
  const { again } = moveAnswers(form(1, [{ name: 'a', type: 'text' }]), form(2, [{ name: 'a', type: 'text' }, { name: 'new', type: 'date', required: true }]), { a: 'x' });
  assert.deepEqual(again.map((one) => [one.path, one.code]), [['answers.new', 'required']]);
});

test('the reason for passing a rule over travels with its answer only', () => {
  const both = [{ name: 'a', type: 'text' }], reasons = { 'answers.a': 'vì mưa', 'answers.b': 'vì lũ' };
  assert.deepEqual(moveAnswers(form(1, [...both, { name: 'b', type: 'text' }]), form(2, both), { a: 'x', reasons }).answers.reasons, { 'answers.a': 'vì mưa' });
});

test('minutes written under the first version move to the second whole', () => {
  const answers = { date: '2026-11-03', started_at: '19:30', conclusion: 'Thống nhất', conclusions: [{ _id: '1', what: 'Làm đường', who: { name: 'Tao Văn Én' }, by: '2026-11-28' }] };
  const moved = moveAnswers(definitionOf('minutes', 1), definitionOf('minutes', 2), answers, templateOf);
  assert.deepEqual([moved.answers, moved.left], [answers, []]);
});
