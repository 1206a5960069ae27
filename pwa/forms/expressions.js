/**
 * Expressions of form definitions: JSON arrays `[operator, …]`, interpreted. No text is ever evaluated. The same operators
 * are in sync/forms/expressions.py; docs/forms.md lists them. A missing answer is null: arithmetic with null gives null,
 * comparing with null gives false, only `true` counts as true.
 */

/** @typedef {{answers: Record<string, any>, row?: Record<string, any>, score?: (name: string) => {total: number, band: string} | null}} Context */

/** @param {any} value @returns {number | null} */
const number = (value) => (typeof value === 'number' ? value : null);

/** @param {any} value */
const known = (value) => (value === undefined ? null : value);

/** @param {any} value */
export const isEmpty = (value) =>
  value === null || value === undefined || value === '' ||
  (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0);

/** @param {(a: any, b: any) => boolean} test */
const compare = (test) => (/** @type {any[]} */ [left, right], /** @type {Context} */ context) => {
  const a = evaluate(left, context), b = evaluate(right, context);
  return typeof a === typeof b && (typeof a === 'string' || typeof a === 'number') && test(a, b);
};

/** @param {(a: number, b: number) => number | null} apply */
const arithmetic = (apply) => (/** @type {any[]} */ parts, /** @type {Context} */ context) =>
  parts.slice(1).reduce((/** @type {number | null} */ total, part) => {
    const value = number(evaluate(part, context));
    return total === null || value === null ? null : apply(total, value);
  }, number(evaluate(parts[0], context)));

/** @param {Context} context @param {string} name @returns {Record<string, any>[]} */
const rows = (context, name) => {
  const found = context.answers[name];
  return Array.isArray(found) ? found.filter((row) => row && typeof row === 'object' && !Array.isArray(row)) : [];
};

/** @param {any} left @param {any} right */
const same = (left, right) => left === right && (left === null || typeof left !== 'object');

/** @param {any} clock @returns {number | null} */
const minutes = (clock) =>
  typeof clock === 'string' && /^[0-9]{2}.[0-9]{2}$/.test(clock) ? Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)) : null;

/** @param {number} value @param {number} digits */
export const roundHalfUp = (value, digits) => Math.round(value * 10 ** digits) / 10 ** digits;

/** @type {Record<string, (parts: any[], context: Context) => any>} */
export const OPERATORS = {
  answer: ([name], context) => known(context.answers[name]),
  row: ([name], context) => known(context.row?.[name]),
  and: (parts, context) => parts.every((part) => evaluate(part, context) === true),
  or: (parts, context) => parts.some((part) => evaluate(part, context) === true),
  not: ([part], context) => evaluate(part, context) !== true,
  '=': ([left, right], context) => same(evaluate(left, context), evaluate(right, context)),
  '!=': ([left, right], context) => !same(evaluate(left, context), evaluate(right, context)),
  '<': compare((a, b) => a < b),
  '<=': compare((a, b) => a <= b),
  '>': compare((a, b) => a > b),
  '>=': compare((a, b) => a >= b),
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => (b === 0 ? null : a / b)),
  round: ([part, digits], context) => {
    const value = number(evaluate(part, context));
    return value === null ? null : roundHalfUp(value, digits);
  },
  if: ([test, then, otherwise], context) => evaluate(evaluate(test, context) === true ? then : otherwise, context),
  coalesce: (parts, context) => {
    for (const part of parts) {
      const value = evaluate(part, context);
      if (value !== null) return value;
    }
    return null;
  },
  empty: ([part], context) => isEmpty(evaluate(part, context)),
  count: ([name, test = true], context) =>
    rows(context, name).filter((row) => evaluate(test, { ...context, row }) === true).length,
  sum: ([name, part], context) =>
    rows(context, name).reduce((total, row) => total + (number(evaluate(part, { ...context, row })) ?? 0), 0),
  minutes_between: ([start, end], context) => {
    const first = minutes(evaluate(start, context)), last = minutes(evaluate(end, context));
    return first === null || last === null ? null : (last - first + 1440) % 1440;
  },
  total: ([name], context) => context.score?.(name)?.total ?? null,
  band: ([name], context) => context.score?.(name)?.band ?? null,
};

/**
 * The value of an expression. Throws for an unknown operator: definitions are checked before they are published.
 * @param {any} expression @param {Context} context @returns {any}
 */
export function evaluate(expression, context) {
  if (!Array.isArray(expression)) return expression;
  const operator = OPERATORS[expression[0]];
  if (!operator) throw new Error(`unknown operator: ${expression[0]}`);
  return operator(expression.slice(1), context);
}
