/** What a cell has put into the national handbook app for a meeting: the record of it, begun here, and a line that tells how it stands. */

import { day } from '../../i18n/dates.js';
import { dayAway } from '../../lib/time.js';

/** Days after a meeting within which its final papers are put in (Hướng dẫn 42-HD/BTCTW). */
const DAYS_AFTER = 2;

/** The first answers: the day of the meeting, and who writes this. No day is guessed, for it is evidence. @param {Record<string, any>} plan @param {Record<string, any>} minutes @param {string} name of who writes @returns {Record<string, any>} */
export function firstUpload(plan, minutes, name) {
  const held = minutes.date ?? plan.date;
  return { ...(held && { meeting_date: held, final_due: dayAway(held, DAYS_AFTER) }), material_by: { name }, final_by: { name } };
}

/** How it stands, in a line. @param {import('../../i18n/i18n.js').I18n} i18n @param {Record<string, any> | null | undefined} answers */
export const uploadSaid = (i18n, answers) =>
  [i18n.t('handbook.material', { day: answers?.material_on ? day(answers.material_on) : i18n.t('handbook.not_yet') }), i18n.t('handbook.final', { day: answers?.final_on ? day(answers.final_on) : i18n.t('handbook.not_yet') })].join(' · ');
