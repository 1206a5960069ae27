/** Rows that can be added and taken away. */

import { html } from '../vendor/lit-html.js';
import { errorLine, idOf } from './errors.js';
import { fieldView, reason } from './fields.js';
import { icon } from './frame.js';

/**
 * @param {import('./fields.js').Desk} desk @param {import('../forms/types.js').Field} field @param {string} path
 * @param {Record<string, any>[]} rows @param {{onAdd: () => void, onRemove: (id: string) => void, isRelevant: (field: any, row: any) => boolean}} rowsOf
 */
export function repeatView(desk, field, path, rows, { onAdd, onRemove, isRelevant }) {
  const { i18n } = desk, told = desk.told(path), label = i18n.text(field.label);
  return html`<section class="repeat" id=${idOf(path)} tabindex="-1">
    <h2>${label}</h2>
    ${field.hint ? html`<p class="hint">${i18n.text(field.hint)}</p>` : ''}
    ${errorLine(idOf(path), told?.words ?? '', told?.soft)}${told?.soft ? reason(desk, path) : ''}
    ${rows.map((row, place) => html`<fieldset class="repeat-row">
      <legend class="visually-hidden">${label} ${place + 1}</legend>
      <div class="repeat-head"><span class="repeat-title">${place + 1}</span>
        <button type="button" class="button button-plain" @click=${() => onRemove(row._id)}>${icon('remove')} ${i18n.t('remove')}<span class="visually-hidden"> ${label} ${place + 1}</span></button></div>
      ${(field.fields ?? []).filter((inner) => isRelevant(inner, row)).map((inner) => fieldView(desk, inner, `${path}.${place}.${inner.name}`, row[inner.name]))}
    </fieldset>`)}
    <button type="button" class="button button-quiet button-wide" @click=${onAdd}>${icon('add')} ${i18n.t('add')}: ${label.toLowerCase()}</button>
  </section>`;
}
