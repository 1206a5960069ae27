/** What the app answers itself is not asked of a person, and what is missing all the same is. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked } from '../../../pwa/forms/asked.js';
import { isAsked, isKept } from '../../../pwa/forms/by-the-app.js';
import { fieldsOf } from '../../../pwa/forms/check.js';
import { definitionOf } from './definitions.js';

const VISIT = definitionOf('visit', 1), ABOUT = { cell: 'na-don', meeting: 'meeting:2026-11:regular:1', observer: 'to-vien', observer_name: 'Nguyễn Văn Tài' };
/** @param {any} definition @param {string} name @returns {any} */
const field = (definition, name) => fieldsOf(definition).find((one) => one.name === name);

test('an observer is not asked which meeting he was sent to: the whole page is left out', () => {
  assert.equal(asked(VISIT, ABOUT)[0].name, 'attendance');
});

test('what must be there and is not is asked for all the same', () => {
  assert.equal(asked(VISIT, { ...ABOUT, cell: undefined })[0].name, 'assigned');
  assert.deepEqual(VISIT.sections[0].fields.filter((/** @type {any} */ one) => isAsked('visit', one, { ...ABOUT, cell: undefined })).map((/** @type {any} */ one) => one.name), ['cell']);
});

test('the paper an amendment is about is read, the revision of it is folded away, neither is asked', () => {
  const amendment = definitionOf('amendment', 1), answers = { target: 'minutes:2026-11:regular:1', target_rev: '2-abc' };
  assert.equal(asked(amendment, answers)[0].name, 'text');
  assert.deepEqual(['target', 'target_rev'].map((name) => isKept('amendment', field(amendment, name))), [false, true]);
});

test('what is calculated is never asked', () => {
  assert.equal(isAsked('visit', field(VISIT, 'present_difference'), {}), false);
});

test('every name that is listed is there in the form', () => {
  const listed = { meeting: ['meeting_type', 'plan_item'], minutes: ['meeting_type'], task: ['source_row'], amendment: ['target_rev'], visit: ['meeting_type', 'planned_on', 'observer', 'assignment', 'assigned_by', 'assigned_on'] };
  const newest = /** @type {Record<string, number>} */ ({ meeting: 2, minutes: 3 });
  for (const [form, names] of Object.entries(listed)) for (const name of names) assert.ok(isKept(form, field(definitionOf(form, newest[form] ?? 1), name)), `${form} ${name}`);
});
