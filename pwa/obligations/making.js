/**
 * Make the obligations of a unit from rules, and freeze those that were made before: the twin of sync/domain/obligations/making.py, so that
 * the task list needs no signal. The same facts give the same records in whatever order they come in; both run tests/fixtures/obligations/.
 *
 * @typedef {import('./types.js').Rule} Rule
 * @typedef {import('./types.js').Obligation} Obligation
 * @typedef {import('./types.js').UnitFacts} UnitFacts
 * @typedef {import('./periods.js').Period} Period
 * @typedef {{calendar?: import('./types.js').Calendar | null, overrides?: import('./types.js').Override[], exemptions?: import('./types.js').Exemption[]}} Around
 */

import { daysAway, firstMoment, lastMoment } from './clock.js';
import { beginsAfter, compare, compareParts, exemptionFor, kindOn, lastDayOf, nominal, overrideFor, receiversOn, versionFor } from './exceptions.js';
import { covers, shifted } from './holidays.js';
import { away, dayIn, firstDay, keyOf, lastDay, monthsOf, numberOf, periodOf, periodsBetween, yearKey } from './periods.js';

/** This period and the next two. */
export const AHEAD = 3;

/** The rules of all versions of one set, each knowing its version. @param {import('./types.js').RuleSet[]} sets @returns {Rule[]} */
export const everyRule = (sets) => sets.flatMap(({ version, rules }) => rules.map((rule) => ({ ...rule, version })));

/** What the unit owes for every period that has a day in common with `first` to `last`, by last moment. @param {UnitFacts} unit @param {Rule[]} rules @param {string} first @param {string} last @param {Around} [around] */
export const obligationsFor = (unit, rules, first, last, around = {}) => all(unit, rules, around, (kind) => periodsBetween(kind, first, last));

/** The same for the period `day` lies in and those after it, `count` of each rule. @param {UnitFacts} unit @param {Rule[]} rules @param {string} day @param {Around} [around] @param {number} [count] */
export function obligationsAhead(unit, rules, day, around = {}, count = AHEAD) {
  return all(unit, rules, around, (kind, only) => {
    const here = periodOf(kind, day), coming = Array.from({ length: 12 * count }, (_, place) => away(here, place));
    return coming.filter((period) => !only.length || only.includes(numberOf(period))).slice(0, count);
  });
}

/** What was made before, as it was, and of what is computed now only that which was not there. @param {Obligation[]} existing @param {Obligation[]} computed */
export function freeze(existing, computed) {
  const kept = new Map([...computed, ...existing].map((one) => [`${one.unit} ${one.id}`, one]));
  return inOrder([...kept.values()]);
}

/** @param {Obligation[]} records */
const inOrder = (records) => records.sort((a, b) => compareParts([a.due_at, a.id, a.unit], [b.due_at, b.id, b.unit]));

/** @param {UnitFacts} unit @param {Rule[]} rules @param {Around} around @param {(kind: import('./types.js').PeriodKind, only: number[]) => Period[]} periods */
function all(unit, rules, around, periods) {
  const /** @type {Map<string, Rule[]>} */ byRule = new Map(), /** @type {Obligation[]} */ made = [];
  for (const rule of rules) byRule.set(rule.rule, [...(byRule.get(rule.rule) ?? []), rule]);
  for (const versions of byRule.values()) {
    const /** @type {Map<string, Period>} */ asked = new Map();
    const ask = (/** @type {import('./types.js').PeriodKind} */ kind, /** @type {number[]} */ only) => periods(kind, only).forEach((one) => asked.set(`${one.kind} ${one.start}`, one));
    for (const rule of versions) {
      ask(rule.period, rule.only ?? []);
      if (rule.owed !== 'when_chosen') continue;
      for (const one of around.overrides ?? []) if (one.unit === unit.unit && one.rule === rule.rule && one.period) ask(one.period, []);
    }
    for (const period of asked.values()) {
      const one = make(unit, versions, period, around);
      if (one) made.push(one);
    }
  }
  return inOrder(made);
}

/** @param {UnitFacts} unit @param {Rule[]} versions @param {Period} period @param {Around} around @returns {Obligation | null} */
function make(unit, versions, period, { calendar = null, overrides = [], exemptions = [] }) {
  const rule = versionFor(versions, period);
  if (!rule) return null;
  const day = nominal(rule, period), kind = kindOn(unit, day), override = overrideFor(overrides, unit.unit, rule, period, day);
  if (!kind || !rule.owes.includes(kind) || (rule.owed === 'when_chosen' && !override)) return null;
  const due = override?.due ?? rule.due, policy = override?.shift ?? due.shift ?? 'none', plain = lastDayOf(due, period), last = shifted(plain, policy, calendar);
  if (beginsAfter(unit, last)) return null;
  const opening = override?.opens ?? rule.opens, opened = dayIn(period, opening.month, opening.day), opens = opened < last ? opened : last;
  const exemption = exemptionFor(exemptions, unit.unit, rule.rule, day), papers = papersOf(rule, period), reminders = rule.reminders ?? [];
  return Object.freeze({
    id: `obligation:${rule.rule}:${keyOf(period)}`, rule: rule.rule, rule_version: rule.version, rows: rule.rows, title: rule.title, source: rule.source, basis: rule.basis,
    unit: unit.unit, unit_kind: kind, to: rule.to, receivers: receiversOn(unit, rule.to, day),
    kind: rule.kind, paper_id: papers.length === 1 && !papers[0].includes('*') ? papers[0] : null, papers,
    period: keyOf(period), first: firstDay(period), last: lastDay(period), opens_at: firstMoment(opens), due_at: lastMoment(last),
    after_meeting: override?.after_meeting ?? rule.after_meeting ?? null,
    reminders: remindersOf(reminders, period, opens, last),
    reminders_from_meeting: [...new Set(reminders.flatMap(({ meeting }) => (meeting == null ? [] : [meeting])))].sort((a, b) => a - b),
    soon_days: rule.soon_days ?? 3, grace: rule.grace,
    moved_from: last === plain ? null : plain, calendar: policy !== 'none' && calendar && covers(calendar, plain) ? `${calendar.calendar}:${calendar.version}` : null,
    override: override?.reason ?? null, exempt: exemption && { reason: exemption.reason, last: exemption.last },
  });
}

/** Places in braces filled in; `{month}` gives one pattern for each month. @param {Rule} rule @param {Period} period @returns {string[]} */
function papersOf(rule, period) {
  return rule.papers.flatMap((pattern) => {
    const given = pattern.replaceAll('{year}', yearKey(period)).replaceAll('{period}', keyOf(period)).replaceAll('{first}', firstDay(period)).replaceAll('{last}', lastDay(period));
    return given.includes('{month}') ? monthsOf(period).map((month) => given.replaceAll('{month}', month)) : [given];
  });
}

/** @param {import('./types.js').Reminder[]} reminders @param {Period} period @param {string} opens @param {string} last @returns {string[]} */
function remindersOf(reminders, period, opens, last) {
  const days = reminders.flatMap((one) => {
    if (one.due != null) return [daysAway(last, one.due)];
    return one.month != null && one.day != null ? [dayIn(period, one.month, one.day)] : [];
  });
  return [...new Set(days)].filter((day) => opens <= day && day <= last).sort(compare);
}
