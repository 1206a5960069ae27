/** Which version of a form a paper is written under: a new one the newest, an old draft its own, for ever. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Forms } from '../../../pwa/app/forms.js';
import { openPaper } from '../../../pwa/pages/meeting-papers.js';
import { shownBody } from '../../../pwa/store/record.js';
import { definitionOf } from '../forms/definitions.js';
import { MINUTES, UNIT, paper, phone } from '../store/phone.js';

const INDEX = { forms: { minutes: [1, 2], roll_call: [1], meeting: [1] }, scoring: {} };

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
  assert.equal(body?.version, 2);
  const { sections } = await made.forms.get(body?.form, body?.version);
  assert.equal(sections.at(-1).fields[0].type, 'photos');
});

test('a draft begun under an older version stays on it', async () => {
  const { store, made } = context();
  await store.save(UNIT, MINUTES, paper({ place: 'Nà Đon' }));
  const body = shownBody(/** @type {any} */ (await openPaper(made, MINUTES)));
  assert.deepEqual([body?.version, body?.answers.place], [1, 'Nà Đon']);
});
