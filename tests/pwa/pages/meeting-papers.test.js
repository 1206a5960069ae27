/** Which version of a form a paper is written under: a new one the newest, an old draft its own, for ever. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Forms } from '../../../pwa/app/forms.js';
import { asked, fieldsFor } from '../../../pwa/forms/asked.js';
import { openPaper } from '../../../pwa/pages/meeting-papers.js';
import { shownBody } from '../../../pwa/store/record.js';
import { definitionOf } from '../forms/definitions.js';
import { MINUTES, UNIT, paper, phone } from '../store/phone.js';

const INDEX = { forms: { minutes: [1, 2, 3], roll_call: [1], meeting: [1, 2] }, scoring: {} };

/** A page's context whose files are the published ones. */
function context() {
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ path) => {
    const [form, version] = path.replace('/app/forms/', '').replace('.json', '').split('/');
    return Response.json(form === 'index' ? INDEX : definitionOf(form, Number(version)));
  });
  const { store } = phone();
  return { store, made: /** @type {any} */ ({ store, forms: new Forms(), unit: { id: UNIT }, device: 'd', now: () => new Date(), profile: { account: { username: 'lo-van-panh' } } }) };
}

test('new minutes are written under the newest version, which asks for photos', async () => {
  const { made } = context(), record = await openPaper(made, MINUTES), body = shownBody(/** @type {any} */ (record));
  assert.equal(body?.version, 3);
  const { sections } = await made.forms.get(body?.form, body?.version);
  assert.equal(sections.at(-1).fields[0].type, 'photos');
});

test('a draft begun under an older version stays on it', async () => {
  const { store, made } = context();
  await store.save(UNIT, MINUTES, paper({ place: 'Nà Đon' }));
  const body = shownBody(/** @type {any} */ (await openPaper(made, MINUTES)));
  assert.deepEqual([body?.version, body?.answers.place], [1, 'Nà Đon']);
});

test('minutes and plan know the type of their meeting, and ask for what it needs', async () => {
  const { made } = context();
  for (const [kind, section] of [['meeting', 'for_cell'], ['minutes', 'committee_roll']]) {
    const body = shownBody(/** @type {any} */ (await openPaper(made, `${kind}:2026-12:committee:1`)));
    assert.equal(body?.answers.meeting_type, 'committee');
    const names = asked(await made.forms.get(body?.form, body?.version), body?.answers).map((/** @type {any} */ one) => one.name);
    assert.ok(names.includes(section), kind);
    assert.ok(!names.includes('theme') && !names.includes('programme'), kind);
  }
});

test('a plan of a regular meeting asks nothing of the committee', async () => {
  const { made } = context(), body = shownBody(/** @type {any} */ (await openPaper(made, 'meeting:2026-12:regular:1')));
  const definition = await made.forms.get(body?.form, body?.version), notice = definition.sections.find((/** @type {any} */ one) => one.name === 'notice');
  assert.equal(body?.answers.meeting_type, 'regular');
  assert.deepEqual(fieldsFor(notice, body?.answers).map((/** @type {any} */ one) => one.name), ['notified', 'notified_observer', 'material_sent_on']);
});
