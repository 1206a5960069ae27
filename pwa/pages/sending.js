/** Sending: what has gone, what waits, when the phone tries again, and "send now". In plain words. */

import { moment } from '../i18n/dates.js';
import { subscribePhotos, waitingPhotos } from '../store/photos.js';
import { shownBody } from '../store/record.js';
import { queued } from '../store/answers.js';
import { isUnsent, paperState } from '../store/state.js';
import { frame, icon } from '../ui/frame.js';
import { stateWord } from '../ui/state.js';
import { html } from '../vendor/lit-html.js';
import { paperName } from './labels.js';

/** @param {import('../app/context.js').Context} context */
export async function page(context) {
  const { i18n, store, replicator, unit } = context, { t } = i18n;
  let waiting = (await store.all()).filter(isUnsent), photos = (await waitingPhotos(store)).length, answers = 0;
  const countPhotos = async () => {
    photos = (await waitingPhotos(store)).length;
    answers = (await queued(store)).filter((one) => !one.refusal).length;
    context.redraw();
  };
  await countPhotos();
  const ends = [replicator.subscribe(() => context.redraw()), store.subscribe(async () => {
    waiting = (await store.all()).filter(isUnsent);
    await countPhotos();
  }), subscribePhotos(countPhotos)];
  const result = () => {
    const { lastResult } = replicator.status;
    return !lastResult ? t('sending.never') : lastResult === 'ok' ? t('sending.ok') : lastResult === 'no_signal' ? t('sending.no_signal') : i18n.error(lastResult);
  };
  // The button takes a press at any time: an attempt that is under way may fail, and the next that is planned may be minutes away.
  return {
    title: t('sending.title'), leave: async () => ends.forEach((end) => end()),
    view: () => {
      const { status } = replicator;
      return frame(i18n, { tab: 'person', back: { href: '/app/', text: t('tab.tasks') }, title: t('sending.title') }, html`
        <dl class="facts">
          <dt>${t('sending.last_success')}</dt><dd>${status.lastSuccess ? moment(status.lastSuccess) : t('sending.not_yet')}</dd>
          <dt>${t('sending.last_try')}</dt><dd>${status.lastTry ? moment(status.lastTry) : t('sending.not_yet')}: ${result()}</dd>
          <dt>${t('sending.next')}</dt><dd>${status.sending ? t('sending.now_going') : status.nextTry ? moment(status.nextTry) : ''}</dd>
          <dt>${t('sending.bytes')}</dt><dd class="figures">${t('sending.kilobytes', { kilobytes: Math.ceil((status.up + status.down) / 1024) })}</dd>
        </dl>
        ${status.lastResult === 'session_missing' ? html`<p><a class="button" href="/app/log-in">${t('log_in.again')}</a></p>` : ''}
        <div class="buttons"><button class="button button-wide" @click=${() => replicator.now()}>${icon('sending')} ${t('sending.now')}</button></div>
        <h2>${waiting.length ? t('sending.waiting', { count: waiting.length }) : answers ? t('question.queued', { count: answers }) : photos ? t('photos.left', { count: photos }) : t('sending.nothing')}</h2>
        <ul class="rows">${waiting.map((record) => {
          const row = html`<span class="row-name">${paperName(record.id, i18n)}</span><span class="row-text">${shownBody(record)?.state === 'sent' ? t('sending.signed') : t('sending.draft')}</span>
            ${stateWord(i18n, paperState(record, replicator.inFlight.has(`${record.unit} ${record.id}`)))}`;
          return html`<li class="row">${record.unit === unit?.id && shownBody(record) ? html`<a class="row-link" href="/app/papers/${record.id}/read">${row}${icon('next', 'row-go')}</a>` : html`<div class="row-link">${row}</div>`}</li>`;
        })}</ul>
        ${waiting.length && answers ? html`<p class="state state-on-phone">${icon('phone-on')} ${t('question.queued', { count: answers })}</p>` : ''}
        ${waiting.length && photos ? html`<p class="state state-on-phone">${icon('phone-on')} ${t('photos.left', { count: photos })}</p>` : ''}
        <p class="hint">${t('sending.when')}</p>`);
    },
  };
}
