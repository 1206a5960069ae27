/** The words on screen, by key. `{name}` in a text is filled in. Vietnamese first, English complete too. */

/** @typedef {{lang: string, t: (key: string, data?: Record<string, any>) => string, text: (both: {vi: string, en: string} | undefined) => string, unit?: (id: string) => string, paper?: (id: string, asMeeting: boolean) => string, error: (code: string, data?: Record<string, any>) => string}} I18n */

const LANG = 'sohop-lang';

export const readLang = () => localStorage.getItem(LANG) ?? 'vi';

/** @param {string} lang */
export const keepLang = (lang) => localStorage.setItem(LANG, lang);

/** @param {string} template @param {Record<string, any>} data */
export const fill = (template, data) => template.replace(/\{(\w+)\}/g, (_, name) => String(data[name] ?? ''));

/** @param {string} lang @returns {Promise<I18n>} */
export async function loadI18n(lang) {
  const known = lang === 'en' ? 'en' : 'vi';
  const texts = await (await fetch(`/app/i18n/${known}.json`)).json();
  document.documentElement.lang = known;
  return {
    lang: known,
    t: (key, data = {}) => fill(texts[key] ?? key, data),
    text: (both) => (both ? both[known] : ''),
    error: (code, data = {}) => fill(texts[`error.${code}`] ?? texts['error.internal'], data),
  };
}
