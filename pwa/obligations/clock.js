/**
 * Days and moments in Viet Nam, whatever zone the phone is set to, and the two clocks. The same as sync/domain/obligations/clock.py:
 * +07:00 without summer time; whole milliseconds, cut off. Days are `YYYY-MM-DD`. Never asks what time it is.
 */

const OFFSET = 7 * 3_600_000, DAY = 86_400_000;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Whole milliseconds since 1970. @param {string} moment ISO 8601 with offset; anything else throws @returns {number} */
export function millis(moment) {
  const at = ISO.test(moment) ? Date.parse(moment) : Number.NaN;
  if (Number.isNaN(at)) throw new RangeError('a moment needs its offset');
  return at;
}

/** In Viet Nam. @param {number} at milliseconds */
export const iso = (at) => `${new Date(at + OFFSET).toISOString().slice(0, -1)}+07:00`;

/** @param {string} day */
export const firstMoment = (day) => `${day}T00:00:00.000+07:00`;

/** The last millisecond of a day: what is done then is done on that day. @param {string} day */
export const lastMoment = (day) => `${day}T23:59:59.999+07:00`;

/** The day in Viet Nam. @param {number} at milliseconds */
export const dayAt = (at) => iso(at).slice(0, 10);

/** @param {string} day @param {number} count @returns {string} */
export const daysAway = (day, count) => new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY).toISOString().slice(0, 10);

/** Whole days from one day to another. @param {string} from @param {string} to */
export const daysFrom = (from, to) => (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY;

/** Server minus phone, both read at one exchange: `now` of the answer, `clock` of the request. @param {string} server @param {string} device */
export const drift = (server, device) => millis(server) - millis(device);

/** A time the phone wrote down, by the server's clock. @param {string} device @param {number} driftMs @returns {number} milliseconds */
export const corrected = (device, driftMs) => millis(device) + driftMs;
