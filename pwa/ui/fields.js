/**
 * One field of a form on the screen. Values go in, `onInput(path, value)` comes out; nothing here listens to keys, so Telex and
 * VNI compose undisturbed.
 *
 * @typedef {import('../forms/types.js').Field} Field
 * @typedef {{i18n: import('../i18n/i18n.js').I18n, told: (path: string) => {words: string, soft: boolean} | undefined,
 *   onInput: (path: string, value: any, redraw?: boolean) => void, people: {member: string, name: string}[], reasons: Record<string, string>,
 *   papers?: (field: Field) => {id: string, name: string}[], units?: {id: string, name: string}[]}} Desk
 */

import { html } from '../vendor/lit-html.js';
import { errorLine, idOf } from './errors.js';

/** @param {Desk} desk @param {Field} field @param {string} path @param {any} value */
export function fieldView(desk, field, path, value) {
  const id = idOf(path), told = desk.told(path), { i18n } = desk;
  if (field.calculate != null) return '';
  if (field.type === 'yes_no' || (field.type === 'choice' && !isLong(field, path))) return choices(desk, field, path, value);
  const hint = field.hint ? html`<p class="hint" id="${id}-hint">${i18n.text(field.hint)}</p>` : '';
  return html`<div class="field ${told && !told.soft ? 'field-wrong' : ''}">
    <label class="label" for=${id}>${i18n.text(field.label)}${field.required ? '' : html` <span class="optional">${i18n.t('optional')}</span>`}</label>
    ${hint}${errorLine(id, told?.words ?? '', told?.soft)}
    ${control(desk, field, path, value, id, `${id}-hint ${id}-error`, told)}
    ${told?.soft ? reason(desk, path) : ''}
  </div>`;
}

/** Choices in a row that would fill the screen, row by row: a list to pick from takes one line. @param {Field} field @param {string} path */
const isLong = (field, path) => (field.choices?.length ?? 0) > 3 && path.split('.').length > 2;

/** A soft rule asks why. @param {Desk} desk @param {string} path */
export const reason = (desk, path) => html`<label class="label" for="${idOf(path)}-reason">${desk.i18n.t('reason')}</label>
  <input class="input" id="${idOf(path)}-reason" .value=${desk.reasons[path] ?? ''}
    @input=${(/** @type {any} */ event) => desk.onInput(`answers.reasons:${path}`, event.target.value)}>`;

/** @param {Desk} desk @param {Field} field @param {string} path @param {any} value @param {string} id @param {string} described @param {any} told */
function control(desk, field, path, value, id, described, told) {
  const wrong = told && !told.soft ? 'true' : 'false';
  const on = (/** @type {(element: any) => any} */ read) => (/** @type {any} */ event) => desk.onInput(path, read(event.target));
  switch (field.type) {
    case 'paragraph':
      return html`<textarea class="textarea" id=${id} rows="4" aria-describedby=${described} aria-invalid=${wrong} .value=${value ?? ''} @input=${on((one) => one.value)}></textarea>`;
    case 'integer':
    case 'decimal':
      return html`<input class="input input-number" id=${id} inputmode="numeric" autocomplete="off" aria-describedby=${described} aria-invalid=${wrong}
        .value=${value == null ? '' : String(value)} @input=${on((one) => figure(one.value))}>`;
    case 'date':
    case 'time':
      return html`<input class="input input-short" type=${field.type} id=${id} aria-describedby=${described} aria-invalid=${wrong} .value=${value ?? ''} @input=${on((one) => one.value)}>`;
    case 'month':
      return html`<input class="input input-short" type="month" placeholder="2026-12" id=${id} aria-describedby=${described} aria-invalid=${wrong} .value=${value ?? ''} @input=${on((one) => one.value || null)}>`;
    case 'paper':
    case 'unit': {
      const known = (field.type === 'paper' ? desk.papers?.(field) : desk.units) ?? [], all = value && !known.some((one) => one.id === value) ? [...known, { id: value, name: String(value) }] : known;
      return html`<select class="select" id=${id} aria-describedby=${described} aria-invalid=${wrong} @change=${on((one) => one.value || null)}>
        <option value=""></option>${all.map((one) => html`<option value=${one.id} ?selected=${one.id === value}>${one.name}</option>`)}</select>`;
    }
    case 'choice':
      return html`<select class="select" id=${id} aria-describedby=${described} aria-invalid=${wrong} @change=${(/** @type {any} */ event) => desk.onInput(path, event.target.value || null, true)}>
        <option value="" .selected=${value == null}>${desk.i18n.t('choose')}</option>${field.choices?.map((one) => html`<option value=${one.value} .selected=${one.value === value}>${desk.i18n.text(one.label)}</option>`)}</select>`;
    case 'person':
      return html`<input class="input" id=${id} list="people" autocomplete="off" aria-describedby=${described} aria-invalid=${wrong} .value=${value?.name ?? ''}
        @input=${on((one) => person(desk.people, one.value))}>`;
    default:
      return html`<input class="input" id=${id} autocomplete="off" aria-describedby=${described} aria-invalid=${wrong} .value=${value ?? ''} @input=${on((one) => one.value)}>`;
  }
}

/** What was typed as a number; kept as text where it is none, so that the wrong value stays to be seen. @param {string} text */
function figure(text) {
  const trimmed = text.trim();
  return trimmed === '' ? null : /^-?[0-9]+([.,][0-9]+)?$/.test(trimmed) ? Number(trimmed.replace(',', '.')) : trimmed;
}

/** @param {{member: string, name: string}[]} people @param {string} name */
function person(people, name) {
  const known = people.find((one) => one.name === name.trim().normalize('NFC'));
  return name.trim() ? (known ? { member: known.member, name: known.name } : { name }) : null;
}

/** @param {Desk} desk @param {Field} field @param {string} path @param {any} value */
function choices(desk, field, path, value) {
  const { i18n } = desk, id = idOf(path), told = desk.told(path);
  const options = field.type === 'yes_no'
    ? [{ value: true, label: i18n.t('yes') }, { value: false, label: i18n.t('no') }]
    : (field.choices ?? []).map((choice) => ({ value: choice.value, label: i18n.text(choice.label) }));
  return html`<fieldset class="choices ${options.length <= 3 ? 'choices-row' : ''} ${told ? 'field-wrong' : ''}" id=${id} tabindex="-1">
    <legend class="legend">${i18n.text(field.label)}${field.required ? '' : html` <span class="optional">${i18n.t('optional')}</span>`}</legend>
    ${field.hint ? html`<p class="hint">${i18n.text(field.hint)}</p>` : ''}${errorLine(id, told?.words ?? '', told?.soft)}
    ${options.map((option) => html`<label class="choice"><input type="radio" name=${id} .checked=${value === option.value}
      @change=${() => desk.onInput(path, option.value, true)}> <span>${option.label}</span></label>`)}
    ${told?.soft ? reason(desk, path) : ''}
  </fieldset>`;
}

/** The cell's members, for the person fields of a page. @param {{name: string}[]} people */
export const peopleList = (people) => html`<datalist id="people">${people.map((one) => html`<option value=${one.name}></option>`)}</datalist>`;
