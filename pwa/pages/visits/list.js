/** The observer's part of the task list: the meetings he is to sit in with, each with its form. A view of what this phone holds; no network. */

import { day } from '../../i18n/dates.js';
import { dayOf } from '../../lib/time.js';
import { shownBody } from '../../store/record.js';
import { icon } from '../../ui/frame.js';
import { stateWord } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { writesHere } from '../begin/offers.js';
import { assignedTo, told } from './assigned.js';

/** @typedef {import('./assigned.js').Assigned} Assigned */
/** @typedef {import('../../store/record.js').PaperRecord} PaperRecord */

/**
 * Gives the view, null where there is nothing to tell.
 * @param {import('../../app/context.js').Context} context @param {(record: PaperRecord) => import('../../store/state.js').State} stateOf @returns {Promise<(() => any) | null>}
 */
export async function visitsView(context, stateOf) {
  const { i18n, store, unit } = context, { t } = i18n, writes = writesHere(unit, 'visit'), today = dayOf(context.now());
  const records = new Map((await store.list(unit.id, 'visit:')).map((record) => [record.id, record]));
  const bodyOf = (/** @type {string} */ id) => {
    const record = records.get(id);
    return record ? shownBody(record) : null;
  };
  const rows = told(await assignedTo(context), (id) => bodyOf(id)?.state === 'sent', today);
  if (!rows.length && !writes) return null;
  const name = (/** @type {Assigned} */ { cell }) => i18n.unit?.(cell) ?? cell;
  const when = (/** @type {Assigned} */ one) => [one.time && t('visits.at', { time: one.time }), one.moved && t('visits.moved', { day: day(one.plan.assigned_for) }), one.note].filter(Boolean).join(' · ');
  const row = (/** @type {Assigned} */ one) => {
    const record = records.get(one.id), body = bodyOf(one.id), late = !body && one.day < today;
    const inside = html`<span class="row-name">${t('visits.row', { cell: name(one), day: day(one.day) })}</span><span class="row-text">${when(one)}</span>
      ${record && body ? stateWord(i18n, stateOf(record)) : ''}
      ${body?.state === 'sent' || !writes ? '' : html`<span class="row-do">${icon('edit')} ${t(body ? 'visits.go_on' : 'visits.write')}</span>`}`;
    return html`<li class="row ${late ? 'row-soon' : ''}">${writes || body ? html`<a class="row-link" href="/app/papers/${one.id}${body?.state === 'sent' ? '/read' : ''}">${inside}${icon('next', 'row-go')}</a>` : html`<div class="row-link">${inside}</div>`}</li>`;
  };
  return () => html`<h2>${t('visits.title')}</h2>
    ${rows.length ? html`<ul class="rows">${rows.map(row)}</ul>` : html`<p class="soft">${t('visits.none')}</p>`}
    ${writes ? html`<div class="buttons"><a class="button button-quiet" href="/app/visits/new">${icon('add')} ${t('visits.other')}</a></div>` : ''}`;
}
