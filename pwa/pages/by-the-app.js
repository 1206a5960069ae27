/** The folded part "filled in by the app" of a paper that is read or checked. Knows no store. */

import { isKept } from '../forms/by-the-app.js';
import { html } from '../vendor/lit-html.js';
import { linesOf } from './lines.js';

/**
 * `open` tells of fields that are shown with the others all the same.
 * @param {import('../i18n/i18n.js').I18n} i18n @param {import('../forms/types.js').Definition} definition @param {Record<string, any>} answers @param {(field: import('../forms/types.js').Field) => boolean} [open]
 */
export function byTheApp(i18n, definition, answers, open = () => false) {
  const fields = definition.sections.flatMap((section) => section.fields).filter((field) => isKept(definition.form, field) && answers[field.name] != null && !open(field));
  return fields.length ? html`<details class="folded no-print"><summary>${i18n.t('by_the_app')}</summary>
    <dl class="answers">${fields.map((field) => html`<div class="answer"><dt>${i18n.text(field.label)}</dt><dd>${linesOf(field, answers[field.name], i18n).map((line) => html`<div>${line}</div>`)}</dd></div>`)}</dl></details>` : '';
}
