/**
 * Drawn beside a draft: the calm word that its form has a newer version, and what an earlier move has left without a place, until the
 * paper is sent or a person has put it away. Knows no store.
 */

import { icon } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';

/** @typedef {import('./plan.js').Told} Told */

/** @param {import('../../i18n/i18n.js').I18n} i18n @param {string} id @param {import('../../forms/types.js').Definition | null} newer */
export const newerNote = (i18n, id, newer) =>
  newer ? html`<p class="hint" id="newer">${i18n.t('newer.there')} <a href="/app/papers/${id}/move">${i18n.t('newer.look')}</a></p>` : '';

/** @param {Told[]} told */
export const leftList = (told) => html`<dl class="answers">${told.map(({ label, lines }) => html`<div class="answer"><dt>${label}</dt><dd>${lines.map((line) => html`<div>${line}</div>`)}</dd></div>`)}</dl>`;

/** Folded, beside the fields where it may be written again. @param {import('../../i18n/i18n.js').I18n} i18n @param {Told[]} told @param {(() => void) | null} onDone */
export const leftView = (i18n, told, onDone) => (told.length ? html`<details class="folded" id="left"><summary>${i18n.t('newer.left', { count: told.length })}</summary>
  <p class="hint">${i18n.t('newer.left_hint')}</p>${leftList(told)}
  ${onDone ? html`<div class="buttons"><button type="button" class="button button-plain" @click=${onDone}>${icon('check')} ${i18n.t('newer.left_done')}</button></div>` : ''}</details>` : '');
