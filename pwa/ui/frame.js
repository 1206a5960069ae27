/** What every page stands in: skip link, main, the four tabs; and the icon. Knows no store. */

import { html, svg } from '../vendor/lit-html.js';

/** @param {string} name @param {string} [more] */
export const icon = (name, more = '') =>
  html`<svg class="icon ${more}" aria-hidden="true">${svg`<use href="/app/icons/icons.svg#${name}"></use>`}</svg>`;

const TABS = [['task', '/app/', 'tab.tasks'], ['book', '/app/book', 'tab.book'], ['library', '/app/library', 'tab.library'], ['person', '/app/me', 'tab.me']];

/** @param {import('../i18n/i18n.js').I18n} i18n @param {{tab?: string, back?: {href: string, text: string}, title: string, under?: any, banner?: any, alone?: boolean}} page @param {any} body */
export const frame = ({ t }, { tab, back, title, under, banner, alone }, body) => html`
  <a class="skip-link" href="#main">${t('skip')}</a>
  <main class="page" id="main" tabindex="-1">
    ${banner ?? ''}
    ${back ? html`<a class="back" href=${back.href}>${icon('back')} ${back.text}</a>` : ''}
    <header class="page-head"><h1 tabindex="-1">${title}</h1>${under ? html`<p class="page-under">${under}</p>` : ''}</header>
    ${body}
  </main>
  ${alone ? '' : html`<nav class="tabs" aria-label=${t('tabs')}>
    ${TABS.map(([name, href, key]) => html`<a class="tab" href=${href} aria-current=${tab === name ? 'page' : 'false'}>${icon(name)}<span>${t(key)}</span></a>`)}
  </nav>`}`;
