/**
 * Checks documents for tests/sync/forms/test_parity.py: one JSON line in, `{form, version, answers}`; one out, what the
 * phone's engine found.
 */

import { createInterface } from 'node:readline';

import { check } from '../../../pwa/forms/check.js';
import { definitionOf, templateOf } from './definitions.js';

/** @template {(...given: any[]) => any} F @param {F} read @returns {F} each file is read once */
function once(read) {
  const known = new Map();
  return /** @type {F} */ ((...given) => {
    const key = given.join(' ');
    if (!known.has(key)) known.set(key, read(...given));
    return known.get(key);
  });
}

const definitions = once(definitionOf), templates = once(templateOf);

for await (const line of createInterface({ input: process.stdin })) {
  const { form, version, answers } = JSON.parse(line);
  const checked = check(definitions(form, version), answers, templates);
  process.stdout.write(`${JSON.stringify({
    errors: checked.errors.map(({ path, code }) => [path, code]),
    warnings: checked.warnings.map(({ path, code }) => [path, code]),
    calculated: checked.calculated,
    answers: checked.answers,
  })}\n`);
}
