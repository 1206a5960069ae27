/** What an observer saw at each step of the meeting: every step of the form in its order, one choice each; the words come when one is made. */

import { answered, lined } from '../forms/steps.js';
import { html } from '../vendor/lit-html.js';
import { errorLine, idOf } from './errors.js';

/** @typedef {import('../forms/steps.js').Row} Row */

/**
 * @param {import('./fields.js').Desk} desk @param {import('../forms/types.js').Field} field @param {string} path @param {Row[]} rows @param {(rows: Row[]) => void} onRows @param {() => string} newId
 */
export function stepsView(desk, field, path, rows, onRows, newId) {
  const { i18n } = desk, inner = Object.fromEntries((field.fields ?? []).map((one) => [one.name, one])), steps = inner.step.choices ?? [], lines = lined(steps, rows);
  const nameOf = (/** @type {string} */ step) => i18n.text(steps.find((one) => one.value === step)?.label);
  return html`<div class="bar" role="status" id=${idOf(path)} tabindex="-1"><span>${i18n.t('steps.told', { told: lines.filter(({ row }) => row?.done).length, count: lines.length })}</span></div>
    ${errorLine(idOf(path), desk.told(path)?.words ?? '')}
    <div>${lines.map((line) => {
      const { step, row, place } = line, at = row ? `${path}.${place}` : `${path}.${step}`, id = idOf(`${at}.done`), note = idOf(`${at}.observation`);
      const told = row && desk.told(`${at}.done`), missing = row && desk.told(`${at}.observation`);
      return html`<fieldset class="step-row"><legend class="step-name">${nameOf(step)}</legend>
        ${errorLine(id, told?.words ?? '')}
        <label class="visually-hidden" for=${id}>${i18n.text(inner.done.label)}</label>
        <select class="select" id=${id} @change=${(/** @type {any} */ event) => onRows(answered(steps, rows, line, event.target.value, newId))}>
          <option value="" .selected=${!row?.done}>${i18n.t('choose')}</option>
          ${inner.done.choices?.map((one) => html`<option value=${one.value} .selected=${row?.done === one.value}>${i18n.text(one.label)}</option>`)}</select>
        ${row?.done && (row.done !== 'not_applicable' || row.observation) ? html`<div class="field ${missing ? 'field-wrong' : ''}"><label class="label" for=${note}>${i18n.text(inner.observation.label)}${row.done === 'yes' ? html` <span class="optional">${i18n.t('optional')}</span>` : ''}</label>
          ${errorLine(note, missing?.words ?? '')}
          <input class="input" id=${note} autocomplete="off" aria-invalid=${missing ? 'true' : 'false'} .value=${row.observation ?? ''} @input=${(/** @type {any} */ event) => desk.onInput(`${at}.observation`, event.target.value)}></div>` : ''}
      </fieldset>`;
    })}</div>`;
}
