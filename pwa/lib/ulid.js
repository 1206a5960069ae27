/** A ULID: 48 bits of time, 80 random bits, 26 characters of Crockford's base 32. Sorts by the time it was made. */

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @param {number} [now] milliseconds since 1970 @returns {string} */
export function ulid(now = Date.now()) {
  let time = '';
  for (let left = now, place = 0; place < 10; place++, left = Math.floor(left / 32)) time = DIGITS[left % 32] + time;
  const random = crypto.getRandomValues(new Uint8Array(16));
  return time + [...random].map((byte) => DIGITS[byte & 31]).join('');
}
