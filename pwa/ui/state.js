/** A paper's state: icon, word and time, everywhere the same; and the clerk's stamp. */

import { moment } from '../i18n/dates.js';
import { html } from '../vendor/lit-html.js';
import { icon } from './frame.js';

/** @type {Record<string, [string, string]>} */
const LOOK = {
  none: ['none', 'waiting'], on_this_phone: ['on-phone', 'phone-on'], sending: ['sending', 'sending'],
  received: ['received', 'received'], accepted: ['accepted', 'accepted'],
  approved: ['accepted', 'accepted'], verified: ['accepted', 'accepted'], recognised: ['accepted', 'accepted'], returned: ['returned', 'returned'],
};

/** @param {import('../i18n/i18n.js').I18n} i18n @param {string} state @param {string} [time] */
export const stateWord = ({ t }, state, time = '') =>
  html`<span class="state state-${LOOK[state][0]}">${icon(LOOK[state][1])} ${t(`state.${state}`)}${time ? html` <span class="state-time">${time}</span>` : ''}</span>`;

/** @param {import('../i18n/i18n.js').I18n} i18n @param {{number: string, received_at: string}} receipt */
export const stamp = ({ t }, receipt) => html`<p class="stamp"><span class="stamp-word">${t('stamp.received')}</span>
  <span>${moment(receipt.received_at)}</span> <span class="stamp-number">${receipt.number}</span></p>`;

/** What was agreed to by who may approve it. @param {import('../i18n/i18n.js').I18n} i18n @param {string} decision @param {string} day */
export const approval = ({ t }, decision, day) => html`<p class="stamp"><span class="stamp-word">${t(`stamp.${decision}`)}</span> <span>${day}</span></p>`;

/** The words of whoever sent a paper back. @param {import('../i18n/i18n.js').I18n} i18n @param {string} by @param {string} text */
export const redNote = (i18n, by, text) => html`<p class="red-note"><span class="red-note-by">${by}</span>${text}</p>`;
