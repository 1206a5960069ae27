/** The published rules and holidays, from the app's own files, so with no network too. Never changes them. */

import { everyRule } from '../../obligations/making.js';

/** @typedef {{rules: import('../../obligations/types.js').Rule[], calendar: import('../../obligations/types.js').Calendar}} Published */

const SET = 'directive-824', COUNTRY = 'vietnam';
/** @type {Promise<Published> | null} */ let known = null;

/** @param {string} path */
async function file(path) {
  const response = await fetch(`/app/rules/${path}.json`);
  if (!response.ok) throw new Error(`rules/${path}: ${response.status}`);
  return response.json();
}

async function read() {
  const { rules, holidays } = await file('index');
  const sets = await Promise.all(rules[SET].map((/** @type {number} */ version) => file(`${SET}/${version}`)));
  return { rules: everyRule(sets), calendar: await file(`holidays/${COUNTRY}/${holidays[COUNTRY].at(-1)}`) };
}

/** Read once; asked again after a failure. @returns {Promise<Published>} */
export function published() {
  known ??= read();
  known.catch(() => (known = null));
  return known;
}
