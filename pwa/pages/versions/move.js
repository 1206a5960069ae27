/**
 * The guided move of a draft to the newer version of its form: what is kept, what must be answered again, what has no place any more,
 * and then the move or "later". Nothing changes before the button is pressed, and nothing is thrown away by it. Needs no network.
 */

import { day } from '../../i18n/dates.js';
import { shownBody } from '../../store/record.js';
import { words } from '../../ui/errors.js';
import { frame, icon } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';
import { labelOf, paperName } from '../labels.js';
import { typedBy } from '../meeting-papers.js';
import { signing } from '../signing.js';
import { leftList } from './notes.js';
import { newerThan, planned, toldLeft } from './plan.js';

/** @param {import('../../app/context.js').Context} context @param {string} id */
export async function page(context, id) {
  const { i18n, store, unit, forms } = context, { t } = i18n, record = await store.get(unit.id, id), to = await newerThan(context, record);
  const body = record && shownBody(record), title = t('newer.title'), back = { href: `/app/papers/${id}`, text: paperName(id, i18n) };
  if (!body || !to) return { title, view: () => frame(i18n, { back, title }, html`<p>${t('newer.none')}</p>`) };
  const from = await forms.get(body.form, body.version), { moved, left, again } = planned(from, to, body.answers, await forms.templates());
  const told = left.map((one) => toldLeft(from, one, i18n)), kept = Object.keys(moved).filter((name) => name !== 'reasons').length;

  const move = async () => {
    const answers = { ...typedBy(to, id), ...moved };
    await store.move(unit.id, id, { ...body, version: to.version, answers, author: context.profile.account.username, device: context.device }, left.map((one) => ({ form: from.form, version: from.version, ...one })), body);
  };
  const moving = signing(context, move, () => context.go(`/app/papers/${id}`), async () => context.go(`/app/papers/${id}/move`, { replace: true }));
  return {
    title,
    view: () => frame(i18n, { alone: true, back, title, under: paperName(id, i18n) }, html`
      <p>${t('newer.what', { from: from.version, to: to.version, day: day(to.valid_from) })}</p>
      <p class="state state-received">${icon('check')} ${t('newer.kept', { count: kept })}</p>
      ${again.length ? html`<section class="section" id="again"><h2>${t('newer.again')}</h2><ul>${again.map((one) => html`<li>${labelOf(to, one.path, i18n)}: ${words(i18n, one)}</li>`)}</ul></section>` : ''}
      ${told.length ? html`<section class="section"><h2>${t('newer.dropped')}</h2><p class="hint">${t('newer.dropped_hint')}</p>${leftList(told)}</section>` : ''}
      ${again.length || told.length ? '' : html`<p>${t('newer.whole')}</p>`}
      ${moving.failed() === 'sign.failed' ? html`<p class="error" role="alert">${icon('warning')} ${t('write.failed')}</p>` : ''}
      <div class="buttons"><button class="button button-wide" @click=${moving.press}>${t('newer.move')}</button><a class="button button-quiet button-wide" href="/app/papers/${id}">${t('newer.later')}</a></div>
      <p class="hint">${t('newer.later_hint')}</p>`),
  };
}
