/** Reminders on this phone: what comes and when, on and off, and what to do where the phone says no; the calendar of deadlines and meetings. */

import { isOn, permission, support, turnOff, turnOn } from '../../reminders/subscription.js';
import { frame, icon } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';
import { whatFor } from './ask.js';
import { calendarPart } from './calendar.js';
import { wishesPart } from './wishes.js';

/** @param {import('../../app/context.js').Context} context */
export async function page(context) {
  const { i18n, profile, device } = context, { t } = i18n, who = { device, username: profile.account.username };
  const calendar = calendarPart(context), wishes = wishesPart(context);
  let said = '', busy = false;

  const standing = () => {
    if (support() === 'install') return 'install';
    if (support() === 'none') return 'none';
    if (permission() === 'denied') return 'refused';
    return isOn(who.username) ? 'on' : 'off';
  };
  const on = async () => {
    busy = true;
    const result = turnOn(who);
    context.redraw();
    said = await result;
    busy = false;
    context.redraw();
  };
  const off = async () => {
    busy = true;
    context.redraw();
    await turnOff();
    [busy, said] = [false, ''];
    context.redraw();
  };
  const button = (/** @type {string} */ now) => {
    if (now === 'off') return html`<button class="button button-wide" ?disabled=${busy} @click=${on}>${t('remind.turn_on')}</button>`;
    return now === 'on' ? html`<button class="button button-quiet button-wide" ?disabled=${busy} @click=${off}>${t('remind.turn_off')}</button>` : '';
  };

  return {
    title: t('remind.title'), shown: () => void Promise.all([calendar.read(), wishes.read()]),
    view: () => {
      const now = standing();
      return frame(i18n, { tab: 'person', back: { href: '/app/me', text: t('tab.me') }, title: t('remind.title') }, html`
        <section class="section"><h2>${t('remind.push')}</h2>
          <p class="state ${now === 'on' ? 'state-received' : 'state-none'}" role="status">${icon(now === 'on' ? 'check' : 'waiting')} ${t(`remind.is_${now}`)}</p>
          <p>${t(whatFor(profile))}</p>
          ${now === 'install' ? html`<ol><li>${t('remind.install_1')}</li><li>${t('remind.install_2')}</li><li>${t('remind.install_3')}</li></ol>` : ''}
          ${now === 'refused' ? html`<p>${t('remind.allow')}</p>` : ''}
          ${said && said !== 'on' ? html`<p role="status">${t(`remind.told_${said}`)}</p>` : ''}
          <div class="buttons">${button(now)}</div>
          <p class="hint">${t('remind.quiet')}</p></section>
        <section class="section"><h2>${t('remind.list')}</h2><p>${t('remind.list_about')}</p></section>
        ${wishes.view()}
        ${calendar.view()}`);
    },
  };
}
