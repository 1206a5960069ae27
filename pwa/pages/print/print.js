/** Print a paper from the phone, with no signal: its sheet is drawn beside the page, printed alone, and taken away again. */

import { fill } from '../../i18n/i18n.js';
import { html, render } from '../../vendor/lit-html.js';
import { naming } from '../names/papers.js';
import { officialNumber } from '../numbers/number.js';
import { sheetOf } from './sheet.js';

const STYLES = '/app/styles/print.css';

/** The style sheet of printed papers, loaded once: it lies on the phone like everything else. */
async function styled() {
  if (document.querySelector(`link[href="${STYLES}"]`)) return;
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: STYLES });
  await new Promise((done) => {
    link.onload = link.onerror = () => done(null);
    document.head.append(link);
  });
}

/** @param {import('./sheet.js').Sheet} sheet */
export const drawn = (sheet) => html`<article class="sheet" lang="vi">
  <header class="sheet-head"><div><p class="sheet-above">${sheet.above}</p><p class="sheet-issuer">${sheet.issuer}</p><p aria-hidden="true">*</p>${sheet.number ? html`<p>${sheet.number}</p>` : ''}</div>
    <div><p class="sheet-party"><span>ĐẢNG CỘNG SẢN VIỆT NAM</span></p><p class="sheet-place">${sheet.placeDate}</p></div></header>
  <h1 class="sheet-title">${sheet.title}</h1><p class="sheet-about">${sheet.about}</p><p class="sheet-rule" aria-hidden="true">-----</p>
  <div class="sheet-body">${sheet.sections.map((section) => html`<h2>${section.title}</h2>${section.blocks.map(block)}`)}</div>
  ${sheet.signatures.length ? html`<footer class="sheet-signatures">${sheet.signatures.length < 2 ? html`<div></div>` : ''}
    ${sheet.signatures.map((one) => html`<div>${one.before ? html`<p class="sheet-signature-role">${one.before}</p>` : ''}<p class=${one.before ? 'sheet-signature-office' : 'sheet-signature-role'}>${one.role}</p><p class="sheet-signature-name">${one.name}</p></div>`)}</footer>` : ''}
</article>`;

/** @param {import('./sheet.js').Block} one */
function block(one) {
  if (one.rows) return html`${one.label ? html`<h3>${one.label}</h3>` : ''}<table class="sheet-table"><thead><tr>${one.heads?.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${one.rows.map((row) => html`<tr>${row.map((text) => html`<td>${text}</td>`)}</tr>`)}</tbody></table>`;
  return one.lines.length === 1 && one.lines[0].length < 120 ? html`<p>${one.label}: ${one.lines[0]}</p>` : html`<h3>${one.label}</h3>${one.lines.map((line) => html`<p>${line}</p>`)}`;
}

/** Vietnamese words beside those of the screen: a paper is the record. @returns {Promise<import('../../i18n/i18n.js').I18n>} */
async function vietnamese() {
  const texts = await (await fetch('/app/i18n/vi.json')).json();
  return { lang: 'vi', t: (key, data = {}) => fill(texts[key] ?? key, data), text: (both) => both?.vi ?? '', error: (code) => texts[`error.${code}`] ?? '' };
}

/**
 * Draw and print. What is drawn stays until the printer has it. @param {import('../../app/context.js').Context} context @param {string} id
 * @param {import('../../forms/types.js').Definition} definition @param {import('../../store/record.js').Body} body
 */
export async function printPaper(context, id, definition, body) {
  const [i18n, templates] = await Promise.all([vietnamese(), context.forms.templates(), styled()]);
  const official = (await officialNumber(context.store, context.unit.id, id))?.number ?? null;
  const words = await naming({ ...context, i18n: { ...i18n, unit: context.i18n.unit } }, definition);
  document.querySelector('.print-view')?.remove();
  const view = Object.assign(document.createElement('div'), { className: 'print-view' });
  render(drawn(sheetOf(context.unit, id, definition, body, words, templates, official)), view);
  document.body.append(view);
  document.documentElement.classList.add('printing');
  addEventListener('afterprint', () => {
    view.remove();
    document.documentElement.classList.remove('printing');
  }, { once: true });
  print();
}
