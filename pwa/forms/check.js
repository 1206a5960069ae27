/**
 * Check answers against a form definition: the same on the phone as on the server (sync/forms/check.py). Knows no screen.
 * Three passes: clean every value by itself; calculate; then drop what is not relevant and apply the rules.
 */

import { evaluate } from './expressions.js';
import { checkScores, score } from './scoring.js';
import { clean } from './values.js';

/** @typedef {import('./types.js').Definition} Definition */
/** @typedef {import('./types.js').Field} Field */
/** @typedef {import('./types.js').Template} Template */
/** @typedef {{path: string, code: string, data?: Record<string, any>, message?: import('./types.js').Text}} Finding */
/** @typedef {{answers: Record<string, any>, errors: Finding[], warnings: Finding[], calculated: Record<string, any>}} Checked */

const RESERVED = ['reasons'];

/** @param {Definition} definition @returns {Field[]} */
export const fieldsOf = (definition) => definition.sections.flatMap((section) => section.fields);

/**
 * Check all answers of a paper. Paths are dotted from the paper: `answers.votes.0.for`.
 * @param {Definition} definition @param {Record<string, any>} given
 * @param {(id: string, version: number) => Template | null} templates
 * @returns {Checked}
 */
export function check(definition, given, templates = () => null) {
  const fields = fieldsOf(definition);
  /** @type {Record<string, Finding[]>} */ const wrong = {};
  /** @type {Record<string, string[]>} */ const unknown = {};
  /** @type {Record<string, any>} */ const values = {};
  /** @type {Checked} */ const checked = { answers: {}, errors: [], warnings: [], calculated: {} };
  const reasons = reasonsOf(given);

  /** @param {Field} field */
  const templateOf = (field) => (field.template ? templates(field.template, field.template_version ?? 0) : null);
  /** @param {string} name */
  const scoreOf = (name) => {
    const field = fields.find((one) => one.name === name);
    const template = field && templateOf(field);
    return template ? score(template, values[name] ?? {}, values) : null;
  };
  /** @param {Record<string, any>} [row] */
  const context = (row) => ({ answers: values, row, score: scoreOf });
  /** @param {string} path @param {string} code @param {Record<string, any>} [data] */
  const blame = (path, code, data = {}) => (wrong[path] ??= []).push({ path, code, data });

  /** @param {Field} field @param {any} value @param {string} path @returns {any} */
  function cleaned(field, value, path) {
    if (field.type === 'repeat') return cleanRows(field, value, path);
    if (field.type === 'scores') return cleanScores(field, value, path);
    const [kept, problem] = clean(field, value);
    if (problem) blame(path, ...problem);
    return kept;
  }

  /** @param {Field} field @param {any} value @param {string} path */
  function cleanRows(field, value, path) {
    if (value === null || value === undefined || (Array.isArray(value) && !value.length)) return null;
    if (!Array.isArray(value)) {
      blame(path, 'wrong_type');
      return null;
    }
    const inner = field.fields ?? [], names = new Set(inner.map((one) => one.name)), seen = new Set();
    return value.slice(0, (field.max_rows ?? 300) + 1).map((row, place) => {
      const at = `${path}.${place}`;
      if (!row || typeof row !== 'object' || Array.isArray(row) || typeof row._id !== 'string' || !row._id) {
        blame(at, 'wrong_type');
        return {};
      }
      if (seen.has(row._id)) blame(at, 'duplicate_row');
      seen.add(row._id);
      unknown[at] = Object.keys(row).filter((name) => !names.has(name) && name !== '_id');
      return Object.assign({ _id: row._id },
        ...inner.map((one) => ({ [one.name]: cleaned(one, row[one.name], `${at}.${one.name}`) })));
    });
  }

  /** @param {Field} field @param {any} value @param {string} path */
  function cleanScores(field, value, path) {
    if (value === null || value === undefined) return null;
    const template = templateOf(field);
    if (typeof value !== 'object' || Array.isArray(value) || !template) {
      blame(path, 'wrong_type');
      return null;
    }
    if (!Object.keys(value).length) return null;
    const [kept, problems] = checkScores(template, value);
    for (const [code, problem] of Object.entries(problems)) blame(`${path}.${code}`, problem);
    return kept;
  }

  /** @param {Field} field @param {Record<string, any>} from @param {Record<string, any>} kept @param {string} at @param {Record<string, any>} [row] */
  function finish(field, from, kept, at, row) {
    const path = `${at}.${field.name}`, now = context(row);
    if (evaluate(field.relevant ?? true, now) !== true) return;
    const value = from[field.name] ?? null;
    checked.errors.push(...(wrong[path] ?? []));
    if (field.type === 'repeat') finishRows(field, value, kept, path);
    else {
      if (field.type === 'scores') finishScores(field, value, path);
      if (value !== null) kept[field.name] = value;
    }
    const missing = value === null || (Array.isArray(value) && !value.length);
    if (missing && !wrong[path] && evaluate(field.required ?? false, now) === true) checked.errors.push({ path, code: 'required' });
    if (value !== null && field.constraint) rule(field.constraint, now, path, 'constraint', checked.errors);
    if (!(path in reasons)) for (const one of field.warnings ?? []) rule(one, now, path, 'warning', checked.warnings);
  }

  /** Every criterion that applies needs its points: half a sheet gives a false total. @param {Field} field @param {any} sheet @param {string} path */
  function finishScores(field, sheet, path) {
    for (const [at, findings] of Object.entries(wrong)) if (at.startsWith(`${path}.`)) checked.errors.push(...findings);
    const template = sheet && templateOf(field);
    if (!template) return;
    for (const code of score(template, sheet, values).missing) {
      if (!wrong[`${path}.${code}`]) checked.errors.push({ path: `${path}.${code}`, code: 'required' });
    }
  }

  /** @param {Field} field @param {any} rows @param {Record<string, any>} kept @param {string} path */
  function finishRows(field, rows, kept, path) {
    const inner = field.fields ?? [], count = rows?.length ?? 0;
    if (count) kept[field.name] = [];
    for (const [place, row] of (rows ?? []).entries()) {
      const at = `${path}.${place}`;
      checked.errors.push(...(wrong[at] ?? []));
      for (const name of unknown[at] ?? []) checked.errors.push({ path: `${at}.${name}`, code: 'unknown_field' });
      const keptRow = '_id' in row ? { _id: row._id } : {};
      if ('_id' in row) for (const one of inner) finish(one, row, keptRow, at, row);
      kept[field.name].push(keptRow);
    }
    const maximum = field.max_rows ?? 300, minimum = field.min_rows ?? 0;
    if (count > maximum) checked.errors.push({ path, code: 'too_many', data: { maximum } });
    else if (count && count < minimum) checked.errors.push({ path, code: 'too_few', data: { minimum } });
  }

  for (const field of fields) values[field.name] = cleaned(field, given[field.name], `answers.${field.name}`);
  for (const field of fields) {
    if (field.calculate != null) values[field.name] = checked.calculated[field.name] = evaluate(field.calculate, context());
  }
  for (const section of definition.sections) {
    if (evaluate(section.relevant ?? true, context()) !== true) continue;
    for (const field of section.fields) finish(field, values, checked.answers, 'answers');
  }
  const names = new Set([...fields.map((field) => field.name), ...RESERVED]);
  for (const name of Object.keys(given)) if (!names.has(name)) checked.errors.push({ path: `answers.${name}`, code: 'unknown_field' });
  if (Object.keys(reasons).length) checked.answers.reasons = reasons;
  return checked;
}

/** @param {import('./types.js').Rule} one @param {import('./expressions.js').Context} context @param {string} path @param {string} code @param {Finding[]} told */
function rule(one, context, path, code, told) {
  if (evaluate(one.test, context) !== true) told.push({ path, code, message: one.message });
}

/** Why soft rules were passed over, by path. @param {Record<string, any>} given @returns {Record<string, string>} */
function reasonsOf(given) {
  const reasons = given.reasons;
  if (!reasons || typeof reasons !== 'object' || Array.isArray(reasons)) return {};
  return Object.fromEntries(Object.entries(reasons).filter(([, text]) => typeof text === 'string' && text.trim())
    .map(([path, text]) => [path, text.normalize('NFC')]));
}
