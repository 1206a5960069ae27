/** What this person writes on this phone, and the plain sentence where he only reads. Pure. */

import { mayWrite, writersOf } from '../../access/access.js';

/** Kinds that are written on the office pages alone: they are gathered from what lies on the server. */
export const AT_THE_OFFICE = new Set(['assignment', 'team_report', 'month_schedule', 'orientation', 'model_plan', 'inspection', 'urge', 'period_report']);

/** Whether this person writes the kind on this phone. @param {import('../../access/access.js').Place | null | undefined} unit @param {string} kind */
export const writesHere = (unit, kind) => mayWrite(unit, kind) && !AT_THE_OFFICE.has(kind);

/** Who writes a kind here, in words. @param {import('../../i18n/i18n.js').I18n} i18n @param {import('../../access/access.js').Place} unit @param {string} kind */
export const writersSaid = (i18n, unit, kind) => writersOf(unit.type, kind).map((role) => i18n.t(`role.${role}`)).join(', ');

/** The sentence for who only reads; '' for who writes it here. @param {import('../../i18n/i18n.js').I18n} i18n @param {import('../../access/access.js').Place} unit @param {string} kind */
export function readOnlySaid(i18n, unit, kind) {
  if (writesHere(unit, kind)) return '';
  if (mayWrite(unit, kind)) return i18n.t('only.office');
  const who = writersSaid(i18n, unit, kind);
  return who ? i18n.t('only.read', { who }) : i18n.t('only.elsewhere');
}
