/** Vietnamese text: one form when kept (NFC), one folded form when searched (no tone marks, đ as d, ủy as uỷ). */

/** Every string inside a value in NFC. @param {any} value @returns {any} */
export function nfc(value) {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(nfc);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, one]) => [name.normalize('NFC'), nfc(one)]));
  return value;
}

/** What a search compares. @param {string} text */
export const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase();
