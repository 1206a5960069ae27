/**
 * Scoring a meeting by a template: points, what is not applicable, total and band. Mirrors sync/forms/scoring.py.
 */

import { evaluate, roundHalfUp } from './expressions.js';

/** @typedef {import('./types.js').Template} Template */
/** @typedef {import('./types.js').Item} Item */
/** @typedef {{points: number, note?: string, suggested?: boolean}} Line */
/** @typedef {{total: number, band: string, lines: Record<string, number | null>, missing: string[]}} Scored */

/** @param {Template} template @returns {Item[]} */
export const itemsOf = (template) => template.groups.flatMap((group) => group.items);

/** @param {Item} item @returns {number[]} */
export const pointsAllowed = (item) => (item.kind === 'level' ? (item.options ?? []).map((option) => option.points) : [item.max, 0]);

/**
 * How the item counts when it is not applicable; null when it applies.
 * @param {Item} item @param {Record<string, any>} answers
 */
export const policyOf = (item, answers) =>
  item.not_applicable && evaluate(item.not_applicable.when, { answers }) === true ? item.not_applicable.policy : null;

/**
 * The sheet as it is kept, and error codes by criterion.
 * @param {Template} template @param {Record<string, any>} sheet
 * @returns {[Record<string, Line>, Record<string, string>]}
 */
export function checkScores(template, sheet) {
  const items = new Map(itemsOf(template).map((item) => [item.code, item]));
  /** @type {Record<string, Line>} */ const kept = {};
  // Without a prototype: a code named `__proto__` is an unknown one like any other.
  /** @type {Record<string, string>} */ const wrong = Object.create(null);
  for (const [code, line] of Object.entries(sheet)) {
    const item = items.get(code);
    const isLine = line && typeof line === 'object' && !Array.isArray(line) &&
      Object.keys(line).every((name) => ['points', 'note', 'suggested'].includes(name));
    if (!item) wrong[code] = 'unknown_field';
    else if (!isLine) wrong[code] = 'wrong_type';
    else if (!pointsAllowed(item).includes(line.points)) wrong[code] = 'not_a_choice';
    else if (('note' in line && typeof line.note !== 'string') || ('suggested' in line && typeof line.suggested !== 'boolean')) {
      wrong[code] = 'wrong_type';
    } else kept[code] = line;
  }
  return [kept, wrong];
}

/**
 * Total and band of a sheet; `answers` are what the not-applicable conditions look at.
 * @param {Template} template @param {Record<string, any>} sheet @param {Record<string, any>} answers @returns {Scored}
 */
export function score(template, sheet, answers) {
  /** @type {Record<string, number | null>} */ const lines = {};
  /** @type {string[]} */ const missing = [];
  let outOf = 0, reachable = 0, total = 0;
  for (const item of itemsOf(template)) {
    const policy = policyOf(item, answers);
    if (policy === 'exclude' || policy === 'exclude_and_rescale') {
      lines[item.code] = null;
      if (policy === 'exclude_and_rescale') outOf += item.max;
      continue;
    }
    reachable += item.max;
    const points = policy === 'award_full' ? item.max : (sheet[item.code]?.points ?? null);
    if (points === null) missing.push(item.code);
    lines[item.code] = points;
    total += points ?? 0;
  }
  if (outOf && reachable) total = (total * (reachable + outOf)) / reachable;
  total = roundHalfUp(total, 1);
  const band = template.bands.find((one) => total >= one.min) ?? template.bands[template.bands.length - 1];
  return { total, band: band.name, lines, missing };
}

/**
 * Points to prefill, by code: the first suggestion whose condition holds of the facts.
 * @param {Template} template @param {Record<string, any>} facts @returns {Record<string, number>}
 */
export function suggestions(template, facts) {
  /** @type {Record<string, number>} */ const found = {};
  for (const item of itemsOf(template)) {
    const first = (item.suggest ?? []).find((one) => evaluate(one.when, { answers: facts }) === true);
    if (first) found[item.code] = first.points;
  }
  return found;
}
