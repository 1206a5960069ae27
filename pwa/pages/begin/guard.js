/**
 * Opens a paper to write only for who may write it here, and only while it is a draft or a rework; anybody else reads what is there, or
 * is told who writes it. What the server would refuse is never begun.
 */

import { kindOf, mayWrite, writersOf } from '../../access/access.js';
import { shownBody } from '../../store/record.js';
import { frame } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';
import { paperName } from '../labels.js';

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

/** @typedef {(context: any, ...parts: string[]) => Promise<any>} Page */

/** @param {() => Promise<{page: Page}>} load the page that writes @returns {{page: Page}} */
export const guarded = (load) => ({
  page: async (context, id, ...rest) => {
    const { store, unit } = context, kind = kindOf(id), record = await store.get(unit.id, id), body = record && shownBody(record);
    const writes = writesHere(unit, kind) && (!id.startsWith('rework:') || mayWrite(unit, 'rework'));
    if (writes && body?.state !== 'sent') return (await load()).page(context, id, ...rest);
    return body ? (await import('../read.js')).page(context, id) : nothingHere(context, id, kind);
  },
});

/** @param {import('../../app/context.js').Context} context @param {string} id @param {string} kind */
function nothingHere({ i18n, unit }, id, kind) {
  const title = paperName(id, i18n), office = AT_THE_OFFICE.has(kind) && mayWrite(unit, kind);
  return {
    title,
    view: () => frame(i18n, { tab: 'book', back: { href: '/app/book', text: i18n.t('tab.book') }, title, under: unit.name }, html`<div class="empty">
      <h2>${i18n.t('only.not_yet')}</h2><p>${readOnlySaid(i18n, unit, kind)}</p>
      ${office ? html`<a class="button" href="/units/${unit.id}/write/${id}">${i18n.t('only.open_office')}</a>` : ''}</div>`),
  };
}
