/**
 * One answer by itself: is it of its field's type, and within its bounds? Mirrors sync/forms/values.py.
 */

/** @typedef {import('./types.js').Field} Field */
/** @typedef {[string, Record<string, any>] | null} Wrong a code of the error table and the data of its sentence */

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const TIME = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;
const MONTH = /^[0-9]{4}-(?:0[1-9]|1[0-2])$/;
const UNIT = /^[a-z0-9][a-z0-9-]{0,59}$/;
/** As in sync/domain/kinds.py `LONGEST_ID`: an answer of type `paper` is no longer. */
const LONGEST_ID = 132;
const PAPER = new RegExp(`^(?=.{1,${LONGEST_ID}}$)[a-z][a-z_]*:[A-Za-z0-9][A-Za-z0-9:._-]*$`);

const MOMENT = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$/;
const PHOTO = ['bytes', 'digest', 'taken_at', 'type'];
const MOST_PHOTO_BYTES = 200_000;

/** @param {Field} field */
export const lengthLimit = (field) => field.max_length || (field.type === 'paragraph' ? 20000 : 300);

/**
 * The value as it is kept (NFC; null when empty) and what is wrong with it by itself. Not for repeats and scores.
 * @param {Field} field @param {any} value @returns {[any, Wrong]}
 */
export function clean(field, value) {
  if (value === null || value === undefined || (typeof value === 'string' && !value.trim())) return [null, null];
  switch (field.type) {
    case 'text':
    case 'paragraph':
      return text(field, value);
    case 'integer':
    case 'decimal':
      return number(field, value);
    case 'yes_no':
      return typeof value === 'boolean' ? [value, null] : [null, ['wrong_type', {}]];
    case 'date':
      return isDate(value) ? [value, null] : [null, ['bad_date', {}]];
    case 'time':
      return typeof value === 'string' && TIME.test(value) ? [value, null] : [null, ['bad_time', {}]];
    case 'month':
      return like(MONTH, value);
    case 'unit':
      return like(UNIT, value);
    case 'paper':
      return like(PAPER, value);
    case 'choice':
      return (field.choices ?? []).some((choice) => choice.value === value) ? [value, null] : [null, ['not_a_choice', {}]];
    case 'person':
      return person(value);
    case 'photos':
      return photos(field, value);
    default:
      return [null, ['wrong_type', {}]];
  }
}

/** @param {Field} field @param {any} value @returns {[any, Wrong]} */
function text(field, value) {
  if (typeof value !== 'string') return [null, ['wrong_type', {}]];
  const kept = value.normalize('NFC'), maximum = lengthLimit(field);
  return [kept, [...kept].length > maximum ? ['too_long', { maximum }] : null];
}

/** @param {RegExp} pattern @param {any} value @returns {[any, Wrong]} */
const like = (pattern, value) => (typeof value === 'string' && pattern.test(value) ? [value, null] : [null, ['wrong_type', {}]]);

/** @param {Field} field @param {any} value @returns {[any, Wrong]} */
function number(field, value) {
  if (typeof value !== 'number' || !(Math.abs(value) <= 2 ** 53) || (field.type === 'integer' && !Number.isInteger(value))) return [null, ['wrong_type', {}]];
  if (field.min != null && value < field.min) return [value, ['too_small', { minimum: field.min }]];
  if (field.max != null && value > field.max) return [value, ['too_large', { maximum: field.max }]];
  return [value, null];
}

/** @param {any} value */
function isDate(value) {
  if (typeof value !== 'string' || !DATE.test(value) || value.startsWith('0000')) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

/** A member of the cell or somebody by name. @param {any} value @returns {[any, Wrong]} */
function person(value) {
  const fits = value && typeof value === 'object' && !Array.isArray(value) && typeof value.name === 'string' &&
    typeof (value.member ?? '') === 'string' && value.member !== null &&
    Object.keys(value).every((name) => name === 'member' || name === 'name') && [...value.name].length <= 120;
  if (!fits) return [null, ['wrong_type', {}]];
  return value.name.trim() ? [{ ...value, name: value.name.normalize('NFC') }, null] : [null, null];
}

/** The photos by their digests, each once; the bytes travel by themselves. @param {Field} field @param {any} value @returns {[any, Wrong]} */
function photos(field, value) {
  if (Array.isArray(value) && !value.length) return [null, null];
  if (!Array.isArray(value) || !value.every(isPhoto)) return [null, ['wrong_type', {}]];
  if (new Set(value.map((one) => one.digest)).size < value.length) return [null, ['wrong_type', {}]];
  const maximum = field.max_photos ?? 0;
  return [value, value.length > maximum ? ['too_many_photos', { maximum }] : null];
}

/** @param {any} one */
function isPhoto(one) {
  if (!one || typeof one !== 'object' || Array.isArray(one) || Object.keys(one).sort().join() !== PHOTO.join()) return false;
  if (one.type !== 'image/jpeg' || typeof one.digest !== 'string' || !/^[0-9a-f]{64}$/.test(one.digest)) return false;
  if (!Number.isInteger(one.bytes) || one.bytes < 1 || one.bytes > MOST_PHOTO_BYTES) return false;
  const moment = typeof one.taken_at === 'string' && MOMENT.exec(one.taken_at);
  return Boolean(moment) && isDate(/** @type {RegExpExecArray} */ (moment)[1]);
}
