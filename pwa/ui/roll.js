/** The roll: everybody is present, tap the exceptions. */

import { html } from '../vendor/lit-html.js';
import { errorLine, idOf } from './errors.js';

/**
 * @param {import('./fields.js').Desk} desk @param {import('../forms/types.js').Field} field @param {string} path @param {Record<string, any>[]} rows
 */
export function rollView(desk, field, path, rows) {
  const { i18n } = desk, inner = Object.fromEntries((field.fields ?? []).map((one) => [one.name, one]));
  const counted = rows.filter((row) => row.status !== 'exempt' && row.status !== 'away');
  const present = counted.filter((row) => row.presence === 'present').length;
  return html`<div class="bar" role="status" id=${idOf(path)}><span>${i18n.t('roll.present', { present, base: counted.length })}</span><span>${i18n.t('roll.absent', { absent: counted.filter((row) => row.presence?.startsWith('absent')).length })}</span></div>
    ${errorLine(idOf(path), desk.told(path)?.words ?? '')}
    ${rows.map((row, place) => {
      const at = `${path}.${place}`, id = idOf(`${at}.presence`), told = desk.told(`${at}.presence`) ?? desk.told(`${at}.reason`);
      const about = i18n.text(inner.status.choices?.find((one) => one.value === row.status)?.label);
      if (!counted.includes(row)) return html`<div class="roll-row"><span class="roll-name">${row.name} <span class="roll-about">${about}</span></span></div>`;
      return html`<fieldset class="roll-row" id=${id} tabindex="-1">
        <legend class="roll-name">${row.name} <span class="roll-about">${about}</span></legend>
        ${errorLine(id, told?.words ?? '')}
        <div class="roll-choices">${inner.presence.choices?.map((one) => html`<label class="roll-choice"><input type="radio" name=${id} .checked=${row.presence === one.value}
          @change=${() => desk.onInput(`${at}.presence`, one.value, true)}>${i18n.t(`presence.${one.value}`)}</label>`)}</div>
        ${row.presence === 'absent_excused' ? html`<div class="field"><label class="label" for="${id}-why">${i18n.text(inner.reason.label)}</label>
          <select class="select" id="${id}-why" @change=${(/** @type {any} */ event) => desk.onInput(`${at}.reason`, event.target.value || null)}>
            <option value="" .selected=${!row.reason}>${i18n.t('choose')}</option>
            ${inner.reason.choices?.map((one) => html`<option value=${one.value} .selected=${row.reason === one.value}>${i18n.text(one.label)}</option>`)}
          </select></div>` : ''}
      </fieldset>`;
    })}`;
}
