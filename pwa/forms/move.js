/**
 * A draft moved from the version of its form to a newer one. Pure: nothing is thrown away here; what finds no place in the new
 * version is listed, so that a person sees it before he decides.
 */

import { check, fieldsOf } from './check.js';
import { clean } from './values.js';

/** @typedef {import('./types.js').Definition} Definition */
/** @typedef {import('./types.js').Field} Field */
/** @typedef {{answers: Record<string, any>, again: import('./check.js').Finding[], left: {path: string, value: any}[]}} Moved
 *   `again`: what must be answered, or answered again, in the new version; `left`: answers without a place in it */

/**
 * @param {Definition} from @param {Definition} to @param {Record<string, any>} answers
 * @param {(id: string, version: number) => any} [templates] @returns {Moved}
 */
export function moveAnswers(from, to, answers, templates) {
  /** @type {Moved['left']} */ const left = [];
  const moved = carry(fieldsOf(from), fieldsOf(to), answers, 'answers', left);
  const reasons = Object.entries(answers.reasons ?? {}).filter(([path]) => path.slice('answers.'.length).split('.')[0] in moved);
  if (reasons.length) moved.reasons = Object.fromEntries(reasons);
  return { answers: moved, again: check(to, moved, templates).errors, left };
}

/**
 * @param {Field[]} from @param {Field[]} to @param {Record<string, any>} answers @param {string} path @param {Moved['left']} left
 * @returns {Record<string, any>}
 */
function carry(from, to, answers, path, left) {
  /** @type {Record<string, any>} */ const moved = {};
  for (const old of from) {
    const value = answers[old.name], field = to.find((one) => one.name === old.name), at = `${path}.${old.name}`;
    if (value === undefined || value === null || old.calculate != null) continue;
    if (!field || !fits(old, field, value)) left.push({ path: at, value });
    else if (field.type !== 'repeat') moved[old.name] = value;
    else moved[old.name] = value.map((/** @type {any} */ row, /** @type {number} */ place) => ({ _id: row._id, ...carry(old.fields ?? [], field.fields ?? [], row, `${at}.${place}`, left) }));
  }
  return moved;
}

/** Whether an answer to `old` answers `field` as it is. @param {Field} old @param {Field} field @param {any} value */
function fits(old, field, value) {
  if (field.calculate != null) return false;
  if (field.type === 'repeat' || old.type === 'repeat') return field.type === old.type && Array.isArray(value);
  if (field.type === 'scores' || old.type === 'scores') return field.type === old.type && field.template === old.template && field.template_version === old.template_version;
  const [kept, wrong] = clean(field, value);
  return wrong === null && kept !== null;
}
