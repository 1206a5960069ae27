/** Times as papers hold them: ISO 8601 with the phone's offset. */

/** @param {Date} [at] @returns {string} for example 2026-11-03T21:40:00.000+07:00 */
export function isoWithOffset(at = new Date()) {
  const offset = -at.getTimezoneOffset(), sign = offset < 0 ? '-' : '+', two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const local = new Date(at.getTime() + offset * 60000).toISOString().slice(0, -1);
  return `${local}${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}

/** The day as YYYY-MM-DD. @param {Date} [at] */
export const dayOf = (at = new Date()) => isoWithOffset(at).slice(0, 10);

/** The month as YYYY-MM. @param {Date} [at] */
export const monthOf = (at = new Date()) => dayOf(at).slice(0, 7);

/** The clock as HH:MM. @param {Date} [at] */
export const clockOf = (at = new Date()) => isoWithOffset(at).slice(11, 16);

/** How many days from one day to another; null where either is none. @param {string | undefined} from YYYY-MM-DD @param {string | undefined} to @returns {number | null} */
export function daysBetween(from, to) {
  const days = from && to ? (Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000 : NaN;
  return Number.isFinite(days) ? Math.round(days) : null;
}

/** The day `by` days away. @param {string} day YYYY-MM-DD @param {number} by */
export const dayAway = (day, by) => new Date(Date.parse(`${day}T00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);

/** The month `by` months away. @param {string} month @param {number} by */
export function monthAway(month, by) {
  const [year, number] = month.split('-').map(Number), count = year * 12 + number - 1 + by;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
}
