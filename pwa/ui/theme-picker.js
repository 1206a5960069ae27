/** A theme of the year's plan to pick from, in place of the id of its row. Knows no store. */

import { html } from '../vendor/lit-html.js';
import { errorLine, idOf } from './errors.js';
import { reason } from './fields.js';

/** @typedef {Record<string, any>} Row */

/**
 * @param {import('./fields.js').Desk} desk @param {import('../forms/types.js').Field} field @param {string} path @param {any} value @param {Row[]} themes @param {(row: Row | null) => void} onPick
 */
export function themePicker(desk, field, path, value, themes, onPick) {
  const { i18n } = desk, id = idOf(path), told = desk.told(path);
  return html`<div class="field"><label class="label" for=${id}>${i18n.text(field.label)}</label>
    ${themes.length ? '' : html`<p class="hint">${i18n.t('themes.none')}</p>`}${errorLine(id, told?.words ?? '', told?.soft)}
    <select class="select" id=${id} @change=${(/** @type {any} */ event) => onPick(themes.find((one) => one._id === event.target.value) ?? null)}>
      <option value="" .selected=${!value}>${i18n.t('themes.outside')}</option>
      ${themes.map((one) => html`<option value=${one._id} .selected=${one._id === value}>${one.month ? `${i18n.t('period.month', { month: one.month })}: ` : ''}${one.theme}</option>`)}</select>
    ${told?.soft ? reason(desk, path) : ''}</div>`;
}
