/**
 * Whether the form of a draft has a newer published version, and what a move to it would do. Pure but for the forms it asks for; moves
 * nothing. A rework stays on the version that was sent, which the comments are about.
 */

import { check } from '../../forms/check.js';
import { moveAnswers } from '../../forms/move.js';
import { shownBody } from '../../store/record.js';
import { reworked } from '../../store/rework.js';
import { labelOf } from '../labels.js';
import { linesOf } from '../lines.js';

/** @typedef {import('../../forms/types.js').Definition} Definition */
/** @typedef {import('../../store/record.js').PaperRecord} PaperRecord */
/** @typedef {{label: string, lines: string[]}} Told */

/** The newest definition where it is newer than the draft's, else null. @param {import('../../app/context.js').Context} context @param {PaperRecord | null} record */
export async function newerThan({ forms }, record) {
  const body = record && shownBody(record);
  if (!record || !body || body.state === 'sent' || reworked(record.id)) return null;
  const latest = await forms.latest(body.form);
  return latest.version > body.version ? latest : null;
}

/**
 * What the move would do; of what is missing only what the old version did not already miss.
 * @param {Definition} from @param {Definition} to @param {Record<string, any>} answers @param {(id: string, version: number) => any} templates
 */
export function planned(from, to, answers, templates) {
  const { answers: moved, again, left } = moveAnswers(from, to, answers, templates);
  const before = new Set(check(from, answers, templates).errors.map(({ path, code }) => `${path} ${code}`));
  return { moved, left, again: again.filter(({ path, code }) => !before.has(`${path} ${code}`) || left.some((one) => one.path === path)) };
}

/**
 * What found no place, with the words of the version it was written under; of a row's member the member's own.
 * @param {Definition} definition @param {{path: string, value: any}} left @param {import('../../i18n/i18n.js').I18n} i18n @returns {Told}
 */
export function toldLeft(definition, { path, value }, i18n) {
  const [, name, , inner] = path.split('.'), field = definition.sections.flatMap((section) => section.fields).find((one) => one.name === name);
  const own = inner ? field?.fields?.find((one) => one.name === inner) : field;
  const lines = own?.type === 'scores' ? Object.entries(value).map(([code, line]) => `${code}: ${/** @type {any} */ (line).points}`) : own ? linesOf(own, value, i18n) : [String(value)];
  return { label: labelOf(definition, path, i18n), lines };
}

/** What found no place in the moves of this draft so far. @param {import('../../app/context.js').Context} context @param {PaperRecord | null} record @returns {Promise<Told[]>} */
export const leftOf = async ({ forms, i18n }, record) =>
  Promise.all((record?.left ?? []).map(async (one) => toldLeft(await forms.get(one.form, one.version), one, i18n)));
