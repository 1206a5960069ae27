/** The start of the app: who works here, his papers, the page he asked for. Nothing here waits for the network. */

import { loadI18n, readLang } from '../i18n/i18n.js';
import { routes } from '../pages/routes.js';
import { Store } from '../store/store.js';
import { Replicator } from '../sync/replicator.js';
import { html, render } from '../vendor/lit-html.js';
import { Forms } from './forms.js';
import { notOpened } from './not-opened.js';
import { Router } from './router.js';
import { arriveAt, deviceId, keepProfile, nowIn, readProfile, unitName, unitOf } from './session.js';
import { isUpdateReady, onUpdateReady, registerWorker, takeUpdate } from './update.js';

async function boot() {
  const root = /** @type {HTMLElement} */ (document.getElementById('app')), i18n = await loadI18n(readLang());
  const profile = readProfile(), device = deviceId(), store = new Store(profile?.account.username ?? '');
  const username = profile?.account.username, isHere = () => readProfile()?.account.username === username;
  const replicator = new Replicator(store, device, {
    mayExchange: isHere,
    onUnits: (units, published) => {
      if (!profile || !isHere()) return;
      Object.assign(profile, nowIn(profile, units), { published });
      keepProfile(profile);
    },
    after: async (stop) => {
      if (profile?.published) await (await import('./published.js')).catchUp(store, profile.published).then((isNew) => isNew && forms.renew(), () => {});
      remind();
      return (await store.hasPhotos().catch(() => false)) ? (await import('../sync/photos.js')).sendPhotos({ store, stop: () => stop() || !isHere() }) : null;
    },
  });
  // Before any page listens: whatever it would still begin as it is left waits.
  addEventListener('pagehide', () => store.database.letGo());
  addEventListener('pageshow', ({ persisted }) => {
    store.database.takeUp();
    if (persisted) store.changedElsewhere([{ unit: '', id: '' }]);
  });
  // Another window of the app: what it writes is shown here too, and who logs in or out there does so here.
  const windows = globalThis.BroadcastChannel && new BroadcastChannel(`sohop-${username}`);
  if (windows) windows.onmessage = ({ data }) => store.changedElsewhere(data);
  store.subscribe((changed, elsewhere) => void (elsewhere || windows?.postMessage(changed)));
  addEventListener('storage', () => isHere() || location.assign('/app/'));
  if (Object.keys(localStorage).some((key) => key.startsWith('sohop-typed:'))) await import('./typed.js').then(({ takeUp }) => takeUp(store, username ?? '')).catch(() => {});
  // What reminds is beside the pages: it is loaded after them, and its failures are nobody's.
  let opened = arriveAt(profile), ask = /** @type {(() => any) | null} */ (null), coming = /** @type {any} */ (undefined);
  const remind = () => {
    clearTimeout(coming);
    coming = profile && setTimeout(() => import('../pages/reminders/keep.js').then(async ({ beside, keepUp }) => {
      ask = await beside(context());
      draw();
      const from = opened;
      opened = '';
      await keepUp(context(), from);
    }).catch(() => {}), 500);
  };
  if (!profile && location.pathname !== '/app/log-in') history.replaceState(null, '', '/app/log-in');

  let drawn = false;
  const draw = () => {
    if (!router.current) return;
    if (!drawn) root.replaceChildren();
    drawn = true;
    render(router.current.view(), root);
  };
  const context = () => ({
    store, replicator, profile: /** @type {any} */ (profile), unit: /** @type {any} */ (unitOf(profile)), device, i18n: { ...i18n, unit: (/** @type {string} */ id) => unitName(profile, id) }, forms,
    now: () => new Date(), go: (/** @type {string} */ path, /** @type {any} */ how) => void router.go(path, how), redraw: draw, banner,
  });
  const banner = () => html`
    ${replicator.status.lastResult === 'session_missing' ? html`<div class="banner"><p>${i18n.t('log_in.needed')}</p><a class="button button-quiet" href="/app/log-in">${i18n.t('log_in.title')}</a></div>` : ''}
    ${isUpdateReady() ? html`<div class="banner"><p>${i18n.t('update.ready')}</p><button class="button button-quiet" @click=${() => takeUpdate(async () => router.current?.leave?.())}>${i18n.t('update.take')}</button></div>` : ''}${ask?.() ?? ''}`;
  const forms = new Forms(store), router = new Router(routes, () => {
    draw();
    remind();
  }, context, notOpened);

  replicator.subscribe(draw);
  onUpdateReady(draw);
  navigator.serviceWorker?.addEventListener('message', ({ data, ports: [port] }) => {
    if (!data?.open) return;
    port?.postMessage('taken');
    arriveAt(profile, data.open);
    void router.go(data.open);
  });
  await router.start();
  if (profile) await replicator.start();
  await registerWorker();
}

void boot();
