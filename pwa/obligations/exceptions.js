/** Which rule, override and exemption holds: the choices of sync/domain/obligations/making.py and facts.py, apart from the records. */

import { daysAway } from './clock.js';
import { dayIn, firstDay, lastDay, numberOf } from './periods.js';

/** @typedef {import('./types.js').Rule} Rule */
/** @typedef {import('./types.js').Override} Override */
/** @typedef {import('./periods.js').Period} Period */

const NEVER = '9999-12-31';
/** @param {{first: string, last?: string | null}} dated @param {string} day */
const holds = (dated, day) => dated.first <= day && (dated.last == null || day <= dated.last);
/** @param {string} a @param {string} b */
export const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Compares by each part in turn. @param {string[]} a @param {string[]} b */
export function compareParts(a, b) {
  for (let place = 0; place < a.length; place += 1) {
    const found = compare(a[place], b[place]);
    if (found) return found;
  }
  return 0;
}

/** @param {import('./types.js').Due} due @param {Period} period */
export function lastDayOf(due, period) {
  const day = dayIn(period, due.month, due.day);
  return due.inclusive ? day : daysAway(day, -1);
}

/** The last day by the rule itself, before holidays and overrides. @param {Rule} rule @param {Period} period */
export const nominal = (rule, period) => (rule.owed === 'when_chosen' ? lastDay(period) : lastDayOf(rule.due, period));

/** The version of one rule that counts for a period. @param {Rule[]} versions @param {Period} period @returns {Rule | null} */
export function versionFor(versions, period) {
  let /** @type {Rule | null} */ holding = null, /** @type {Rule | null} */ beginning = null;
  const first = firstDay(period), last = lastDay(period);
  for (const rule of [...versions].sort((a, b) => a.version - b.version)) {
    const newer = versions.filter((other) => other.version > rule.version).map((other) => daysAway(other.valid_from, -1));
    const end = [...newer, rule.valid_to ?? NEVER].reduce((a, b) => (a < b ? a : b));
    if (rule.valid_from <= first && first <= end) holding = rule;
    const begins = first < rule.valid_from && rule.valid_from <= (last < end ? last : end);
    if (begins && rule.valid_from <= nominal(rule, period)) beginning ??= rule;
  }
  const chosen = holding ?? beginning;
  if (!chosen || (chosen.period !== period.kind && chosen.owed !== 'when_chosen')) return null;
  return !chosen.only?.length || chosen.only.includes(numberOf(period)) ? chosen : null;
}

/** @param {Override} one @returns {string[]} */
const orderOf = (one) => [one.first, one.last ?? '', one.period ?? '',
  ...(one.due ? [String(one.due.month), String(one.due.day), one.due.inclusive ? '1' : '0', one.due.shift ?? 'none'] : ['', '', '', '']),
  ...(one.opens ? [String(one.opens.month), String(one.opens.day)] : ['', '']),
  one.shift ?? '', one.after_meeting == null ? '' : String(one.after_meeting), one.reason];

/** The override that began last. @param {Override[]} overrides @param {string} unit @param {Rule} rule @param {Period} period @param {string} day */
export function overrideFor(overrides, unit, rule, period, day) {
  let held = overrides.filter((one) => one.unit === unit && one.rule === rule.rule && holds(one, day));
  if (rule.owed === 'when_chosen') held = held.filter((one) => one.due && (one.period ?? rule.period) === period.kind);
  return held.sort((a, b) => compareParts(orderOf(a), orderOf(b))).at(-1) ?? null;
}

/** The exemption that ends last. @param {import('./types.js').Exemption[]} exemptions @param {string} unit @param {string} rule @param {string} day */
export function exemptionFor(exemptions, unit, rule, day) {
  const held = exemptions.filter((one) => one.unit === unit && (one.rule == null || one.rule === rule) && holds(one, day));
  return held.sort((a, b) => compareParts([a.last, a.reason], [b.last, b.reason])).at(-1) ?? null;
}

/** Whether the unit was not there yet, or not in this book, on the last day to do something. @param {import('./types.js').UnitFacts} unit @param {string} last */
export const beginsAfter = (unit, last) => last < unit.first || (unit.since != null && last < unit.since);

/** What a unit is on a day, null where it does not exist. @param {import('./types.js').UnitFacts} unit @param {string} day */
export function kindOn(unit, day) {
  const held = holds(unit, day) ? unit.kinds.filter((one) => holds(one, day)) : [];
  return held.sort((a, b) => compareParts([a.first, a.kind], [b.first, b.kind])).at(-1)?.kind ?? null;
}

/** @param {import('./types.js').UnitFacts} unit @param {import('./types.js').Hop} to @param {string} day @returns {string[]} */
export const receiversOn = (unit, to, day) => [...new Set((unit.receivers ?? []).filter((one) => one.to === to && holds(one, day)).map((one) => one.unit))].sort(compare);
