/** The reminders of today, above the task list: short, each a link to its paper; put away until tomorrow with one tap. Needs no push and no network. */

import { day as dayWords } from '../../i18n/dates.js';
import { remindersOf } from '../../reminders/due.js';
import { icon } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';
import { dutiesOf, sittingsOf, today } from './gather.js';

/** @typedef {import('../../reminders/due.js').Reminder} Reminder */

const AWAY = 'sohop-reminded', MOST = 3;
const ICONS = { returned: 'returned', unsent: 'phone-on', overdue: 'late', soon: 'clock', meeting: 'people', visit: 'people' };

/**
 * Gives the view, null where there is nothing to remind of.
 * @param {import('../../app/context.js').Context} context @param {import('../tasks/owed.js').Task[]} tasks @param {import('../../store/reviews.js').Reviews} reviews @returns {Promise<(() => any) | null>}
 */
export async function todayView(context, tasks, reviews) {
  const { i18n, unit } = context, { t } = i18n, day = await today(context);
  const found = remindersOf(dutiesOf(tasks, reviews), await sittingsOf(context, day), day), mark = `${unit.id} ${day}`;
  if (!found.length) return null;
  const putAway = () => {
    localStorage.setItem(AWAY, mark);
    context.redraw();
  };
  return () => (localStorage.getItem(AWAY) === mark ? '' : html`<section class="reminders" aria-labelledby="reminders">
    <h2 id="reminders">${icon('clock')} ${t('remind.today')}</h2>
    <ul>${found.slice(0, MOST).map((one) => html`<li class="reminder reminder-${one.kind}">${icon(ICONS[one.kind])} ${words(i18n, one, day)}</li>`)}</ul>
    ${found.length > MOST ? html`<p>${t('remind.more', { count: found.length - MOST })}</p>` : ''}
    <button class="button button-plain" @click=${putAway}>${icon('check')} ${t('remind.put_away')}</button></section>`);
}

/** @param {import('../../i18n/i18n.js').I18n} i18n @param {Reminder} reminder @param {string} today */
function words(i18n, reminder, today) {
  const { t } = i18n;
  if ('sitting' in reminder) {
    const { sitting } = reminder, where = [sitting.time, sitting.place].filter(Boolean).join(', ');
    return html`<a href=${sitting.href}>${t(`remind.${reminder.kind}_${sitting.day === today ? 'today' : 'tomorrow'}`, { where })}</a>`;
  }
  const { obligation, standing, href } = reminder.duty, what = `${i18n.text(obligation.title)} (${short(obligation.period)})`;
  const days = Math.abs(standing.days_left), key = reminder.kind === 'soon' ? (standing.days_left === 0 ? 'remind.due_today' : 'remind.soon') : `remind.${reminder.kind}`;
  const said = t(key, { days, what, day: dayWords(standing.due_at) });
  return href ? html`<a href=${href}>${said}</a>` : said;
}

/** `2026-12` as `12/2026`, `2026-Q4` as `Q4/2026`. @param {string} period */
function short(period) {
  const [year, part] = period.split('-');
  return part ? `${part}/${year}` : year;
}
