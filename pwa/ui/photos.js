/** The photos of the paper book: one big button, the pictures with a way to take each out, and whether they have gone. Knows no store. */

import { html } from '../vendor/lit-html.js';
import { errorLine, idOf } from './errors.js';
import { icon } from './frame.js';
import './photo-thumb.js';

/**
 * @typedef {{named: any, held: {data: ArrayBuffer, waiting?: 1, refused?: string} | null, href: string}} Shown a photo as the paper names it, and its
 *   bytes where this phone has them
 */

/** Where the photos of a paper are, in plain words; '' when it has none. @param {import('../i18n/i18n.js').I18n} i18n @param {Shown[]} shown */
export function photosState({ t }, shown) {
  const waiting = shown.filter(({ held }) => held?.waiting).length;
  if (!shown.length) return '';
  if (waiting === shown.length) return html`<span class="state state-on-phone">${icon('phone-on')} ${t('photos.on_phone')}</span>`;
  if (waiting) return html`<span class="state state-on-phone">${icon('sending')} ${t('photos.left', { count: waiting })}</span>`;
  if (shown.some(({ held }) => held?.refused)) return html`<span class="state state-returned">${icon('warning')} ${t('photos.refused')}</span>`;
  return shown.every(({ held }) => held) ? html`<span class="state state-received">${icon('received')} ${t('photos.all_sent')}</span>` : '';
}

/** The pictures. @param {import('../i18n/i18n.js').I18n} i18n @param {Shown[]} shown @param {((digest: string) => void) | null} [onRemove] */
export const photoList = ({ t }, shown, onRemove = null) => html`<ul class="photos">${shown.map(({ named, held, href }, place) => html`<li class="photo">
  ${held ? html`<photo-thumb class="photo-picture" role="img" aria-label=${t('photos.page', { place: place + 1 })} .bytes=${held.data}></photo-thumb>`
    : html`<a class="photo-picture photo-away" href=${href} target="_blank">${t('photos.elsewhere', { place: place + 1 })}</a>`}
  ${onRemove ? html`<button type="button" class="button button-plain" @click=${() => onRemove(named.digest)}>${icon('remove')} ${t('remove')}<span class="visually-hidden"> ${t('photos.page', { place: place + 1 })}</span></button>` : ''}</li>`)}</ul>`;

/**
 * @param {import('./fields.js').Desk} desk @param {import('../forms/types.js').Field} field @param {string} path @param {Shown[]} shown
 * @param {{busy: boolean, told: string, onTake: (files: FileList | null) => void, onRemove: (digest: string) => void}} photosOf
 */
export function photosView(desk, field, path, shown, { busy, told, onTake, onRemove }) {
  const { i18n } = desk, id = idOf(path), most = field.max_photos ?? 0, wrong = told || desk.told(path)?.words || '';
  const take = (/** @type {any} */ event) => {
    onTake(event.target.files);
    event.target.value = '';
  };
  return html`<section class="field ${wrong ? 'field-wrong' : ''}" id=${id} tabindex="-1" aria-labelledby="${id}-label">
    <h2 class="label" id="${id}-label">${i18n.text(field.label)} <span class="optional">${i18n.t('optional')}</span></h2>
    ${field.hint ? html`<p class="hint">${i18n.text(field.hint)}</p>` : ''}
    <div role="alert">${errorLine(id, wrong)}</div>
    ${photoList(i18n, shown, onRemove)}
    <p role="status">${photosState(i18n, shown)}</p>
    ${shown.length < most ? html`<label class="button button-wide photo-take ${busy ? 'photo-busy' : ''}">${icon('add')} ${i18n.t(busy ? 'photos.busy' : 'photos.take')}
      <input class="visually-hidden" type="file" accept="image/*" capture="environment" ?disabled=${busy} @change=${take}></label>`
      : html`<p class="hint">${i18n.t('photos.full', { maximum: most })}</p>`}
  </section>`;
}
