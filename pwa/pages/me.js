/** Who works on this phone, the language, the app's version, space, unsent papers to carry by hand, and log-out. */

import { chooseUnit, logOut } from '../app/session.js';
import { keepLang } from '../i18n/i18n.js';
import { DAYS_KEPT, pruneOldPhotos } from '../store/old-photos.js';
import { exportPhotos, subscribePhotos, waitingPhotos } from '../store/photos.js';
import { frame, icon } from '../ui/frame.js';
import { html } from '../vendor/lit-html.js';

const PASSWORD = '/me/password', PATIENCE = 8_000;

/** Whether the server answers at this address just now, whatever it says. @param {string} address */
async function answers(address) {
  const abort = new AbortController(), timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    await fetch(address, { credentials: 'same-origin', cache: 'no-store', redirect: 'manual', signal: abort.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** @param {import('../app/context.js').Context} context */
export async function page(context) {
  const { i18n, store, profile } = context, { t } = i18n;
  await pruneOldPhotos(store).catch(() => 0);
  let unsent = await store.countUnsent(), photos = (await waitingPhotos(store)).length;
  const kept = await navigator.storage?.persisted?.(), estimate = await navigator.storage?.estimate?.();
  const free = estimate?.quota ? Math.floor((estimate.quota - (estimate.usage ?? 0)) / 1_048_576) : null;
  let blocked = false, away = false;

  const leave = async () => {
    unsent = await store.countUnsent();
    photos = (await waitingPhotos(store)).length;
    blocked = unsent + photos > 0;
    if (blocked) return context.redraw();
    // While the server still knows who asks.
    await (await import('../reminders/subscription.js')).turnOff();
    await (await import('../reminders/badge.js')).showBadge(0);
    await logOut();
    location.assign('/app/log-in');
  };
  const end = subscribePhotos(async () => {
    photos = (await waitingPhotos(store)).length;
    context.redraw();
  });
  const carry = async () => {
    const carried = { ...JSON.parse(await store.exportUnsent()), photos: await exportPhotos(store) };
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(carried, null, 1)], { type: 'application/json' }));
    link.download = `so-hop-chua-gui-${profile.account.username}.json`;
    link.click();
  };
  const password = async (/** @type {Event} */ event) => {
    event.preventDefault();
    away = !(await answers(PASSWORD));
    if (away) return context.redraw();
    location.assign(PASSWORD);
  };
  const work = (/** @type {string} */ id) => {
    chooseUnit(id);
    location.reload();
  };
  const speak = (/** @type {string} */ lang) => {
    keepLang(lang);
    location.reload();
  };
  return {
    title: t('tab.me'), leave: async () => void end(),
    view: () => frame(i18n, { tab: 'person', title: profile.account.name, under: profile.units.map((unit) => unit.name).join(', '), banner: context.banner() }, html`
      <dl class="facts">
        ${profile.units.map((unit) => html`<dt>${unit.name}</dt><dd>${unit.roles.map((role) => t(`role.${role}`)).join(', ')} · ${unit.parent_name}</dd>`)}
        <dt>${t('me.kept')}</dt><dd>${t(kept ? 'me.kept_yes' : 'me.kept_no')}</dd>
        ${free === null ? '' : html`<dt>${t('me.free')}</dt><dd class="figures">${t('me.megabytes', { megabytes: free })}</dd>`}
      </dl>
      <ul class="rows"><li class="row"><a class="row-link" href="/app/sending"><span class="row-name">${icon('sending')} ${t('sending.title')}</span><span class="row-text">${unsent ? t('tasks.unsent', { count: unsent }) : photos ? t('photos.left', { count: photos }) : t('tasks.all_sent')}</span>${icon('next', 'row-go')}</a></li>
        <li class="row"><a class="row-link" href="/app/reminders"><span class="row-name">${icon('clock')} ${t('remind.title')}</span><span class="row-text">${t('remind.row')}</span>${icon('next', 'row-go')}</a></li>
        <li class="row"><a class="row-link" href=${PASSWORD} @click=${password}><span class="row-name">${icon('person')} ${t('me.password')}</span><span class="row-text" role="status">${t(away ? 'me.password_away' : 'me.password_online')}</span>${icon('next', 'row-go')}</a></li></ul>
      ${profile.units.length > 1 ? html`<fieldset class="choices"><legend class="legend">${t('me.unit')}</legend>
        ${profile.units.map((unit) => html`<label class="choice"><input type="radio" name="unit" .checked=${unit.id === context.unit.id} @change=${() => work(unit.id)}> <span>${unit.name}</span></label>`)}</fieldset>` : ''}
      <fieldset class="choices choices-row"><legend class="legend">${t('me.language')}</legend>
        ${['vi', 'en'].map((lang) => html`<label class="choice"><input type="radio" name="lang" .checked=${i18n.lang === lang} @change=${() => speak(lang)}> <span>${t(`me.${lang}`)}</span></label>`)}</fieldset>
      ${blocked ? html`<div class="error-summary" role="alert"><h2>${icon('warning')} ${unsent ? t('me.blocked', { count: unsent }) : t('photos.left', { count: photos })}</h2><p>${t('me.blocked_next')}</p></div>` : ''}
      <div class="buttons">
        ${unsent + photos ? html`<button class="button button-quiet button-wide" @click=${carry}>${t('me.carry')}</button>` : ''}
        <button class="button button-quiet button-wide" @click=${leave}>${t('me.log_out')}</button>
      </div>
      <p class="hint">${t('me.photos_kept', { days: DAYS_KEPT })}</p>
      <p class="hint">${t('me.internal')}</p>`),
  };
}
