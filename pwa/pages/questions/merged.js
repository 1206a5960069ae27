/** The line on a paper that a merge has made: whose words are in it, and the way back to those of one of them. Works with no network. */

import { kindOf, mayWrite } from '../../access/access.js';
import { forget, madeOf, queued, takeBack } from '../../store/answers.js';
import { icon } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';
import { phoneName } from './said.js';

/**
 * Null for a paper that no merge has made, or that somebody has gone on with.
 * @param {import('../../app/context.js').Context} context @param {import('../../store/record.js').PaperRecord | null} record @returns {Promise<(() => any) | null>}
 */
export async function mergedLine(context, record) {
  const { i18n, store, unit, device, replicator } = context, { t } = i18n;
  if (!record || !mayWrite(unit, kindOf(record.id))) return null;
  const { rev, of } = madeOf(record);
  if (of.length < 2) return null;
  /** @type {Record<string, string>} */ const names = (await store.meta('names')) ?? {};
  const name = (/** @type {string} */ author) => names[author] ?? author;
  const alone = new Set(of.map((one) => one.author)).size < of.length;
  const called = (/** @type {{author: string, device: string}} */ one) => name(one.author) + (alone && one.device ? ` (${phoneName(i18n, one.device, device)})` : '');
  const waiting = (await queued(store)).find((one) => one.back?.rev === rev && !one.refusal);
  const back = async (/** @type {{rev: string, author: string, device: string}} */ one) => {
    await takeBack(store, unit.id, record.id, { rev, to: one.rev, author: called(one) }, device);
    void replicator.now();
  };
  return () => html`<div class="stack no-print">
    <p class="hint">${icon('people')} ${t('merged.line', { names: of.map(called).join(t('merged.and')) })}</p>
    ${waiting ? html`<p class="state state-on-phone" role="status">${icon('phone-on')} ${t('merged.waiting', { name: waiting.back?.author })}</p>
        <div class="buttons"><button class="button button-plain" @click=${() => forget(store, waiting)}>${t('merged.keep')}</button></div>`
      : html`<div class="buttons">${of.map((one) => html`<button class="button button-quiet" @click=${() => back(one)}>${t('merged.back', { name: called(one) })}</button>`)}</div>`}</div>`;
}
