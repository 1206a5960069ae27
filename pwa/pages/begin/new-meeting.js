/** A meeting that is not this month's regular one: its type and its day make its place in the book. Needs no network. */

import { dayOf } from '../../lib/time.js';
import { frame } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';
import { CHAIN, nextKey, openPaper } from '../meeting-papers.js';
import { once } from '../signing.js';
import { readOnlySaid, writesHere } from './offers.js';

export const TYPES = ['thematic', 'committee', 'extraordinary', 'regular'];

/** @param {import('../../app/context.js').Context} context */
export async function page(context) {
  const { i18n, store, unit } = context, { t } = i18n, back = { href: '/app/book', text: t('tab.book') }, title = t('new_meeting.title');
  if (!writesHere(unit, 'meeting')) return { title, view: () => frame(i18n, { tab: 'book', back, title }, html`<p>${readOnlySaid(i18n, unit, 'meeting')}</p>`) };
  let type = 'thematic', day = dayOf(context.now()), wrong = false;
  const begin = (/** @type {Event} */ event) => {
    event.preventDefault();
    wrong = !/^\d{4}-\d{2}-\d{2}$/.test(day);
    return wrong ? context.redraw() : open();
  };
  const open = once(async () => {
    const there = (await Promise.all(CHAIN.map((kind) => store.list(unit.id, `${kind}:${day.slice(0, 7)}:${type}:`)))).flat();
    const key = nextKey(type, day, there.map(({ id }) => id));
    await openPaper(context, `meeting:${key}`, { date: day });
    context.go(`/app/meetings/${key}`, { replace: true });
  });
  return {
    title,
    view: () => frame(i18n, { alone: true, back, title, under: unit.name }, html`<form class="stack-wide" novalidate @submit=${begin}>
      <fieldset class="choices"><legend class="legend">${t('new_meeting.type')}</legend>
        ${TYPES.map((one) => html`<label class="choice"><input type="radio" name="type" .checked=${type === one} @change=${() => (type = one)}> <span>${t(`new_meeting.${one}`)}</span></label>`)}</fieldset>
      <div class="field ${wrong ? 'field-wrong' : ''}"><label class="label" for="day">${t('new_meeting.day')}</label>
        ${wrong ? html`<p class="error" role="alert">${i18n.error('bad_date')}</p>` : ''}
        <input class="input input-short" type="date" id="day" .value=${day} @input=${(/** @type {any} */ event) => (day = event.target.value)}></div>
      <p class="hint">${t('new_meeting.hint')}</p>
      <div class="buttons"><button class="button button-wide">${t('new_meeting.open')}</button></div></form>`),
  };
}
