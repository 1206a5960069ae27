/** A visit nobody assigned: the cell, the day and the type of the meeting make its form. Needs no network. */

import { dayOf } from '../../lib/time.js';
import { frame } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';
import { readOnlySaid, writesHere } from '../begin/offers.js';
import { TYPES } from '../begin/new-meeting.js';
import { openPaper } from '../meeting-papers.js';
import { visitId } from './assigned.js';

/** @param {import('../../app/context.js').Context} context */
export async function page(context) {
  const { i18n, unit, profile } = context, { t } = i18n, back = { href: '/app/', text: t('tab.tasks') }, title = t('visits.other');
  if (!writesHere(unit, 'visit')) return { title, view: () => frame(i18n, { tab: 'task', back, title }, html`<p>${readOnlySaid(i18n, unit, 'visit')}</p>`) };
  const cells = Object.entries(unit.cells ?? {});
  let cell = '', type = 'regular', day = dayOf(context.now()), wrong = '';
  const begin = async (/** @type {Event} */ event) => {
    event.preventDefault();
    wrong = !cell ? 'cell' : !/^\d{4}-\d{2}-\d{2}$/.test(day) ? 'day' : '';
    if (wrong) return context.redraw();
    const id = visitId(cell, `${day.slice(0, 7)}:${type}:1`, profile.account.username);
    await openPaper(context, id, { date: day });
    context.go(`/app/papers/${id}`, { replace: true });
  };
  return {
    title,
    view: () => frame(i18n, { alone: true, back, title, under: unit.name }, html`<form class="stack-wide" novalidate @submit=${begin}>
      <div class="field ${wrong === 'cell' ? 'field-wrong' : ''}"><label class="label" for="cell">${t('visits.cell')}</label>
        ${wrong === 'cell' ? html`<p class="error" role="alert">${i18n.error('required')}</p>` : ''}
        <select class="select" id="cell" @change=${(/** @type {any} */ event) => (cell = event.target.value)}><option value=""></option>${cells.map(([id, name]) => html`<option value=${id} ?selected=${id === cell}>${name}</option>`)}</select></div>
      <div class="field ${wrong === 'day' ? 'field-wrong' : ''}"><label class="label" for="day">${t('new_meeting.day')}</label>
        ${wrong === 'day' ? html`<p class="error" role="alert">${i18n.error('bad_date')}</p>` : ''}
        <input class="input input-short" type="date" id="day" .value=${day} @input=${(/** @type {any} */ event) => (day = event.target.value)}></div>
      <fieldset class="choices"><legend class="legend">${t('new_meeting.type')}</legend>
        ${[...TYPES].reverse().map((one) => html`<label class="choice"><input type="radio" name="type" .checked=${type === one} @change=${() => (type = one)}> <span>${t(`new_meeting.${one}`)}</span></label>`)}</fieldset>
      <div class="buttons"><button class="button button-wide">${t('visits.write')}</button></div></form>`),
  };
}
