/**
 * Periods a duty comes round in: month `2026-12`, quarter `2026-Q4`, half-year `2026-H2`, year `2026`. The same as
 * sync/domain/obligations/periods.py: days are counted from the first month of the period. Pure calendar, no holidays.
 *
 * @typedef {import('./types.js').PeriodKind} PeriodKind
 * @typedef {{kind: PeriodKind, start: number}} Period `start`: the first month, counted from the year 0
 */

/** @type {Record<PeriodKind, number>} */
const MONTHS = { month: 1, quarter: 3, half_year: 6, year: 12 };

/** @param {number} n */
const two = (n) => String(n).padStart(2, '0');
/** @param {number} count */
const yearOf = (count) => String(Math.floor(count / 12)).padStart(4, '0');
/** @param {number} count */
const monthKey = (count) => `${yearOf(count)}-${two((count % 12) + 1)}`;

/** Which one of its year, from 1. @param {Period} period */
export const numberOf = ({ kind, start }) => Math.floor((start % 12) / MONTHS[kind]) + 1;

/** @param {Period} period @returns {string} */
export const yearKey = ({ start }) => yearOf(start);

/** @param {Period} period @returns {string} */
export function keyOf(period) {
  if (period.kind === 'year') return yearOf(period.start);
  if (period.kind === 'month') return monthKey(period.start);
  return `${yearOf(period.start)}-${period.kind === 'quarter' ? 'Q' : 'H'}${numberOf(period)}`;
}

/** @param {Period} period @returns {string[]} */
export const monthsOf = ({ kind, start }) => Array.from({ length: MONTHS[kind] }, (_, place) => monthKey(start + place));

/** A day of the month that lies `month` months from the first one; a day the month has not is its last. @param {Period} period @param {number} month @param {number} day */
export function dayIn({ start }, month, day) {
  const count = start + month, last = new Date(Date.UTC(Math.floor(count / 12), (count % 12) + 1, 0)).getUTCDate();
  return `${monthKey(count)}-${two(Math.min(day, last))}`;
}

/** @param {Period} period */
export const firstDay = (period) => dayIn(period, 0, 1);

/** @param {Period} period */
export const lastDay = (period) => dayIn(period, MONTHS[period.kind] - 1, 31);

/** @param {Period} period @param {number} count @returns {Period} */
export const away = ({ kind, start }, count) => ({ kind, start: start + count * MONTHS[kind] });

/** The period a day lies in. @param {PeriodKind} kind @param {string} day @returns {Period} */
export function periodOf(kind, day) {
  const count = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  return { kind, start: count - (count % MONTHS[kind]) };
}

/** Every period that has a day in common with `first` to `last`. @param {PeriodKind} kind @param {string} first @param {string} last */
export function periodsBetween(kind, first, last) {
  if (last < first) return [];
  const start = periodOf(kind, first), end = periodOf(kind, last);
  return Array.from({ length: (end.start - start.start) / MONTHS[kind] + 1 }, (_, place) => away(start, place));
}
