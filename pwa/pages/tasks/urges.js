/** The urgings that wait for an answer, as tasks: the nearest day first. A view of what this phone holds; no network. */

import { mayWrite } from '../../access/access.js';
import { day } from '../../i18n/dates.js';
import { dayOf } from '../../lib/time.js';
import { icon } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';
import { unanswered } from '../follow/urged.js';

/** Gives the view, null where there is nothing to answer. @param {import('../../app/context.js').Context} context @returns {Promise<(() => any) | null>} */
export async function urgesView(context) {
  const { i18n, store, unit } = context, { t } = i18n;
  if (!mayWrite(unit, 'urge_answer')) return null;
  const today = dayOf(context.now()), urged = unanswered(await store.list(unit.id, 'copy:'), await store.list(unit.id, 'urge_answer:'));
  if (!urged.length) return null;
  return () => html`<h2>${t('urges.title')}</h2><ul class="rows">${urged.map(({ copy, begun, by }) => html`<li class="row ${by && by < today ? 'row-over' : 'row-soon'}"><a class="row-link" href="/app/library/${copy.id}">
    <span class="row-name">${t('urges.row', { what: copy.paper.answers?.what ?? '' })}</span>
    <span class="row-text">${by ? t(by < today ? 'urges.late' : 'urges.by', { day: day(by) }) : t('urges.sent', { day: day(copy.doneAt) })}</span>
    <span class="row-do">${icon('edit')} ${t(begun ? 'urges.go_on' : 'copy.answer')}</span>${icon('next', 'row-go')}</a></li>`)}</ul>`;
}
