/**
 * Opens a paper to write only for who may write it here, and only while it is a draft or a rework; anybody else reads what is there, or
 * is told who writes it. What the server would refuse is never begun.
 */

import { kindOf, mayWrite } from '../../access/access.js';
import { shownBody } from '../../store/record.js';
import { frame } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';
import { paperName } from '../labels.js';
import { AT_THE_OFFICE, readOnlySaid, writesHere } from './offers.js';

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
