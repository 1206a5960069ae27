/** The person's calendar address: deadlines and meetings in the phone's or the office's own calendar. Made and taken back with a signal. */

import { day } from '../../i18n/dates.js';
import { dropCalendar, makeCalendar, readCalendar } from '../../reminders/door.js';
import { icon } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';

/** @param {import('../../app/context.js').Context} context */
export function calendarPart(context) {
  const { i18n: { t }, redraw } = context;
  /** @type {{made_at: string} | null} */ let present = null;
  let url = '', said = '', busy = false;

  const during = async (/** @type {() => Promise<void>} */ work) => {
    [busy, said] = [true, ''];
    redraw();
    await work();
    busy = false;
    redraw();
  };
  const make = () => during(async () => {
    const made = await makeCalendar();
    if (!made) return void (said = 'calendar.away');
    url = made.url;
    present = { made_at: new Date().toISOString() };
  });
  const drop = () => during(async () => {
    if (!(await dropCalendar())) return void (said = 'calendar.away');
    [url, present, said] = ['', null, 'calendar.dropped'];
  });
  const copy = () => during(async () => {
    said = await navigator.clipboard.writeText(url).then(() => 'calendar.copied', () => 'calendar.by_hand');
  });

  return {
    /** Whether there is one already; with no signal it is not known, and nothing is said. */
    read: async () => {
      present = await readCalendar();
      redraw();
    },
    view: () => html`<section class="section"><h2>${t('calendar.title')}</h2>
      <p>${t('calendar.about')}</p>
      ${url ? html`<div class="field"><label class="label" for="calendar-url">${t('calendar.address')}</label><p class="hint" id="calendar-hint">${t('calendar.secret')}</p>
        <input class="input" id="calendar-url" readonly .value=${url} aria-describedby="calendar-hint" @focus=${(/** @type {any} */ event) => event.target.select()}></div>
        <div class="buttons"><button class="button button-quiet" @click=${copy}>${t('calendar.copy')}</button>
          <a class="button button-quiet" href=${url.replace(/^https?:/, 'webcal:')}>${icon('calendar')} ${t('calendar.open')}</a></div>` : ''}
      ${present && !url ? html`<p>${t('calendar.present', { day: day(present.made_at) })}</p>` : ''}
      <p role="status">${said ? t(said) : ''}</p>
      <div class="buttons"><button class="button button-quiet button-wide" ?disabled=${busy} @click=${make}>${icon('calendar')} ${t(present ? 'calendar.anew' : 'calendar.make')}</button>
        ${present ? html`<button class="button button-plain" ?disabled=${busy} @click=${drop}>${icon('remove')} ${t('calendar.drop')}</button>` : ''}</div></section>`,
  };
}
