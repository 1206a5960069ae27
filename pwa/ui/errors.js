/** What is wrong on a page: the summary on top with links, and the same words at the field. */

import { html } from '../vendor/lit-html.js';
import { icon } from './frame.js';

/** The id of the element that shows a path. @param {string} path */
export const idOf = (path) => path.replace(/^answers\./, 'f-').replace(/[^\w-]/g, '-');

/** @param {import('../i18n/i18n.js').I18n} i18n @param {import('../forms/check.js').Finding} finding */
export const words = (i18n, finding) => (finding.message && typeof finding.message === 'object' ? i18n.text(finding.message) : i18n.error(finding.code, finding.data));

/** @param {import('../i18n/i18n.js').I18n} i18n @param {{path: string, label: string, words: string}[]} wrong */
export const errorSummary = ({ t }, wrong) => wrong.length
  ? html`<div class="error-summary" role="alert" tabindex="-1" id="error-summary"><h2>${icon('warning')} ${t('errors.title', { count: wrong.length })}</h2>
      <ul>${wrong.map((one) => html`<li><a href="#${idOf(one.path)}">${one.label}: ${one.words}</a></li>`)}</ul></div>`
  : '';

/** @param {string} id @param {string} told @param {boolean} [soft] */
export const errorLine = (id, told, soft = false) =>
  told ? html`<p class=${soft ? 'warn' : 'error'} id="${id}-error">${icon('warning')} ${told}</p>` : '';

/** Above the button that signs: why nothing was signed. @param {import('../i18n/i18n.js').I18n} i18n @param {'' | 'sign.failed' | 'sign.changed'} failed */
export const notSigned = ({ t }, failed) => html`<div role="alert">${failed ? html`<p class="error">${icon('warning')} ${t(failed)}</p>` : ''}</div>`;
