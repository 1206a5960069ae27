/** Which pages and questions of a form apply to the answers given so far. Pure; what is calculated or answered by the app is nobody's question. */

import { isAsked } from './by-the-app.js';
import { evaluate } from './expressions.js';

/** @typedef {import('./types.js').Field} Field */
/** @typedef {import('./types.js').Section} Section */

/** @param {Section | Field} one @param {Record<string, any>} answers */
const applies = (one, answers) => evaluate(one.relevant ?? true, { answers }) === true;

/** The sections that apply, in order. @param {import('./types.js').Definition} definition @param {Record<string, any>} answers @returns {Section[]} */
export const sectionsFor = (definition, answers) => definition.sections.filter((section) => applies(section, answers));

/** Those of them a person answers: with a question in them. @param {import('./types.js').Definition} definition @param {Record<string, any>} answers */
export const asked = (definition, answers) =>
  sectionsFor(definition, answers).filter((section) => section.fields.some((one) => isAsked(definition.form, one, answers)));

/** The fields of a section that apply: others are not even shown empty. @param {Section} section @param {Record<string, any>} answers */
export const fieldsFor = (section, answers) => section.fields.filter((one) => applies(one, answers));
