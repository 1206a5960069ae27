/**
 * Answers that the app gives itself: a published form cannot say so, therefore they are listed here. Pure; decides only what is shown
 * and what is asked, never what is kept or sent.
 */

import { evaluate, isEmpty } from './expressions.js';

/** Ids and days behind a paper, of no use to who reads it: folded away. @type {Record<string, string[]>} */
const KEPT = {
  meeting: ['meeting_type', 'plan_item'], minutes: ['meeting_type'], task: ['source_row'], amendment: ['target_rev'],
  handbook_upload: ['final_due'],
  visit: ['meeting_type', 'planned_on', 'observer', 'assignment', 'assigned_by', 'assigned_on'],
};
/** What the paper is about: settled when it is begun, and read like any other answer. @type {Record<string, string[]>} */
const SETTLED = { amendment: ['target'], visit: ['cell', 'meeting', 'observer_name'] };

/** Whether the app keeps this answer for itself. @param {string} form @param {{name: string}} field */
export const isKept = (form, field) => Boolean(KEPT[form]?.includes(field.name));

/**
 * Whether a person is asked for it: not where it is calculated or the app answers, but for what must be there and is not.
 * @param {string} form @param {import('./types.js').Field} field @param {Record<string, any>} answers
 */
export function isAsked(form, field, answers) {
  if (field.calculate != null) return false;
  if (!isKept(form, field) && !SETTLED[form]?.includes(field.name)) return true;
  return isEmpty(answers[field.name]) && evaluate(field.required ?? false, { answers }) === true;
}
