/** Figures as they are read: nothing that was typed is rounded away. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { figure } from '../../../pwa/i18n/dates.js';

test('a figure reads whole as it was typed, and a year as a year', () => {
  assert.equal(figure(2026, 'vi'), '2026');
  assert.equal(figure(1_500_000, 'vi'), '1.500.000');
  assert.equal(figure(92.25, 'vi'), '92,25');
  assert.equal(figure(0.1 + 0.2, 'en'), '0.3');
});
