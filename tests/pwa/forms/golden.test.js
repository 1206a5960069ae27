/** The golden cases of every form, which the server runs too (tests/sync/forms/test_golden_cases.py). */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { check } from '../../../pwa/forms/check.js';
import { checkScores, score, suggestions } from '../../../pwa/forms/scoring.js';
import { definitionOf, templateOf } from './definitions.js';

const FIXTURES = new URL('../../fixtures/forms/', import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8'));
const plain = (value) => JSON.parse(JSON.stringify(value));
const inOrder = (pairs) => pairs.sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1));

const folders = readdirSync(FIXTURES, { withFileTypes: true }).filter((one) => one.isDirectory() && one.name !== 'scoring');
const files = folders.flatMap(({ name }) => readdirSync(new URL(`${name}/`, FIXTURES)).filter((file) => file.startsWith('cases')).map((file) => `${name}/${file}`));

for (const file of files) {
  const { form, version, cases } = read(file);
  for (const one of cases) {
    test(`${form}: ${one.name}`, () => {
      const checked = check(definitionOf(form, version), one.answers, templateOf);
      assert.deepEqual(plain({
        errors: inOrder(checked.errors.map(({ path, code }) => [path, code])),
        warnings: checked.warnings.map(({ path }) => path).sort(),
        calculated: checked.calculated,
        answers: checked.answers,
      }), { ...one.expect, errors: inOrder(one.expect.errors) });
    });
  }
}

for (const file of readdirSync(new URL('scoring/', FIXTURES))) {
  const { template, cases } = read(`scoring/${file}`);
  for (const one of cases) {
    test(`${file}: ${one.name}`, () => {
      const [kept, wrong] = checkScores(template, one.sheet);
      const { total, band, lines, missing } = score(template, kept, one.answers);
      const suggested = suggestions(template, one.facts ?? {});
      assert.deepEqual(plain({ total, band, lines, missing, wrong, suggested }), one.expect);
    });
  }
}
