/** Logging in on this phone: needs a signal once; after that the app opens without one. */

import { logIn } from '../app/session.js';
import { errorLine } from '../ui/errors.js';
import { frame, icon } from '../ui/frame.js';
import { html } from '../vendor/lit-html.js';

/** @param {import('../app/context.js').Context} context */
export async function page(context) {
  const { i18n, profile } = context, { t } = i18n;
  let told = '', busy = false;
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    busy = true;
    context.redraw();
    const error = await logIn(String(form.get('username')), String(form.get('password')));
    busy = false;
    if (!error) return location.assign('/app/');
    told = error.code === 'no_signal' ? t('log_in.no_signal') : (error.message ?? i18n.error(error.code));
    context.redraw();
    document.getElementById('username')?.focus();
  };
  return {
    title: t('log_in.title'),
    view: () => frame(i18n, { alone: true, title: 'Sổ Họp', under: t('log_in.under') }, html`
      ${profile ? html`<p class="hint">${t('log_in.papers_safe')}</p>` : ''}
      <form class="stack-wide" @submit=${submit} novalidate>
        ${told ? html`<div role="alert">${errorLine('log-in', told)}</div>` : ''}
        <div class="field"><label class="label" for="username">${t('log_in.username')}</label><input class="input" id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" .value=${profile?.account.username ?? ''}></div>
        <div class="field"><label class="label" for="password">${t('log_in.password')}</label><input class="input" id="password" name="password" type="password" autocomplete="current-password"></div>
        <div class="buttons"><button class="button button-wide" ?disabled=${busy}>${busy ? t('log_in.busy') : t('log_in.title')}</button></div>
      </form>
      <p class="hint">${icon('warning')} ${t('me.internal')}</p>`),
  };
}
