/** In place of a page that could not be opened: the disk did not answer, or this window is older than the app on the phone. */

import { frame } from '../ui/frame.js';
import { html } from '../vendor/lit-html.js';

/** @param {import('../app/context.js').Context} context @param {unknown} error */
export function notOpened({ i18n: { t }, i18n }, error) {
  console.error(error);
  return {
    title: t('not_opened.title'),
    view: () => frame(i18n, { alone: true, title: t('not_opened.title') }, html`<p>${t('not_opened.next')}</p>
      <div class="buttons"><button class="button button-wide" @click=${() => location.reload()}>${t('not_opened.again')}</button></div>`),
  };
}
