/**
 * Whether reminders may come to this phone: asked after the first paper has been sent from it, not before, in a sentence that says what
 * for. "Later" is taken for an answer: asked again after a month, or on the page of reminders whenever the person likes.
 */

import { isMoment } from '../../reminders/moment.js';
import { isOn, permission, support, turnOn } from '../../reminders/subscription.js';
import { shownBody } from '../../store/record.js';
import { icon } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';

const LATER = 'sohop-remind-later';
const SITS_IN = new Set(['observer', 'team_leader']);

/** What the reminders would be about, by the person's roles. @param {import('../../app/session.js').Profile} profile */
export const whatFor = (profile) =>
  profile.units.flatMap((unit) => unit.roles).every((role) => SITS_IN.has(role)) ? 'remind.why_visits' : 'remind.why_papers';

/** Gives the view, null where it is not the moment. @param {import('../../app/context.js').Context} context @returns {Promise<(() => any) | null>} */
export async function askView(context) {
  const { i18n: { t }, store, profile, device } = context, who = { device, username: profile.account.username };
  const known = { support: support(), permission: permission(), isOn: isOn(who.username), later: Number(localStorage.getItem(LATER) ?? -Infinity), now: Date.now() };
  if (!isMoment({ ...known, hasSent: () => true })) return null;
  const records = await store.all(), sent = records.some((record) => {
    const body = shownBody(record);
    return body?.state === 'sent' && body.author === who.username && body.device === device;
  });
  if (!isMoment({ ...known, hasSent: () => sent })) return null;
  let said = '', busy = false, gone = false;
  const later = () => {
    localStorage.setItem(LATER, String(Date.now()));
    gone = true;
    context.redraw();
  };
  const on = async () => {
    busy = true;
    const result = turnOn(who);
    context.redraw();
    said = await result;
    busy = false;
    if (said === 'later') return later();
    context.redraw();
  };
  return () => (gone ? '' : html`<section class="banner" aria-labelledby="ask-reminders"><div>
    <h2 id="ask-reminders">${icon('clock')} ${t('remind.ask')}</h2>
    <p>${t(known.support === 'install' ? 'remind.install' : whatFor(profile))}</p>
    <p role="status">${said ? t(`remind.told_${said}`) : ''}</p></div>
    ${said === 'on' || said === 'refused' ? '' : html`<div class="buttons">
      ${known.support === 'install' ? html`<a class="button" href="/app/reminders">${t('remind.how')}</a>` : html`<button class="button" ?disabled=${busy} @click=${on}>${t('remind.turn_on')}</button>`}
      <button class="button button-quiet" @click=${later}>${t('remind.not_now')}</button></div>`}</section>`);
}
