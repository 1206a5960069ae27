/** The golden cases of obligations as the phone reads them; the server reads the same files (tests/sync/domain/obligations/golden.py). */

import { readFileSync } from 'node:fs';

import { everyRule, obligationsAhead, obligationsFor } from '../../../pwa/obligations/making.js';

const ROOT = new URL('../../../', import.meta.url);
const json = (path) => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));

export const read = (name) => json(`tests/fixtures/obligations/${name}.json`);
export const RULES = everyRule([json('sync/rules/directive-824/1.json')]);
export const HOLIDAYS = json('sync/rules/holidays/vietnam/1.json');

/** The case's own rule sets or those that are published, and of them those whose name begins as `only_rule` says. */
export function rulesOf({ sets, only_rule = '' }) {
  const only = [only_rule].flat();
  return (sets ? everyRule(sets) : RULES).filter(({ rule }) => only.some((one) => rule.startsWith(one)));
}

export function made(one) {
  const around = { calendar: HOLIDAYS, overrides: one.overrides, exemptions: one.exemptions }, { day, count, first, last } = one.ask;
  return day ? obligationsAhead(one.unit, rulesOf(one), day, around, count) : obligationsFor(one.unit, rulesOf(one), first, last, around);
}

/** One published obligation, by `<rule>:<period>`, of a cell or, for the schedule, of its commune. */
export function named(key, exemptions = []) {
  const [unit, kind] = key.startsWith('month_schedule') ? ['binh-lu', 'commune'] : ['na-don', 'cell'];
  const facts = { unit, first: '2020-01-01', kinds: [{ kind, first: '2020-01-01' }] };
  return made({ unit: facts, ask: { first: '2026-01-01', last: '2027-12-31' }, exemptions }).find(({ id }) => id === `obligation:${key}`);
}
