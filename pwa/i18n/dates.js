/** Dates and times as people here write them: 03/11/2026, 19:30, tháng 11/2026. */

/** @param {string} iso YYYY-MM-DD… */
export const day = (iso) => (iso ? `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}` : '');

/** @param {string} iso */
export const clock = (iso) => iso.slice(11, 16);

/** @param {string} iso */
export const moment = (iso) => (iso ? `${day(iso)} ${clock(iso)}` : '');

/** @param {string} month YYYY-MM */
export const month = (month) => `${month.slice(5, 7)}/${month.slice(0, 4)}`;

/** Whole days from `from` to `to`. @param {string} from @param {string} to both YYYY-MM-DD */
export const daysBetween = (from, to) => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** `value` with the decimal mark of the language, whole as it was typed; thousands are set apart from 10.000 on, so that a year reads as one. @param {number} value @param {string} lang */
export const figure = (value, lang) => new Intl.NumberFormat(lang, { maximumFractionDigits: 6, useGrouping: Math.abs(value) >= 10_000 }).format(value);
