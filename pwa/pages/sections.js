/** The sections of one paper as a list: one short page each, in the order of the meeting. */

import { asked } from '../forms/asked.js';
import { isAsked } from '../forms/by-the-app.js';
import { check } from '../forms/check.js';
import { isEmpty } from '../forms/expressions.js';
import { shownBody } from '../store/record.js';
import { commentsAt } from '../store/reviews.js';
import { frame, icon } from '../ui/frame.js';
import { redNote } from '../ui/state.js';
import { html } from '../vendor/lit-html.js';
import { paperName } from './labels.js';
import { openPaper } from './meeting-papers.js';
import { besidePaper } from './questions/beside.js';
import { named } from './reviews/named.js';
import { returnedNote } from './reviews/notes.js';
import { reviewBehind } from './reviews/rework.js';
import { leftView, newerNote } from './versions/notes.js';
import { leftOf, newerThan } from './versions/plan.js';

/** Whether a section has been begun, is complete, or has something wrong. @param {string} form @param {any} section @param {any} answers @param {any} checked */
export function sectionState(form, section, answers, checked) {
  const names = section.fields.filter((/** @type {any} */ one) => isAsked(form, one, answers)).map((/** @type {any} */ one) => one.name);
  const begun = names.some((/** @type {string} */ name) => !isEmpty(answers[name]));
  const wrong = checked.errors.some((/** @type {any} */ one) => section.fields.some((/** @type {any} */ field) => one.path === `answers.${field.name}` || one.path.startsWith(`answers.${field.name}.`)));
  return wrong ? (begun ? 'started' : 'empty') : begun || !names.length ? 'complete' : 'optional';
}

/** @param {import('../app/context.js').Context} context @param {string} id */
export async function page(context, id) {
  const { i18n, forms } = context, record = await openPaper(context, id);
  const body = shownBody(/** @type {any} */ (record)) ?? {}, { kind, target, isRework, inMeeting, back, onward } = named(id);
  const review = isRework ? await reviewBehind(context, target) : null;
  const definition = await forms.get(body.form, body.version), templates = await forms.templates();
  const newer = await newerThan(context, record);
  let left = await leftOf(context, record);
  const putAway = async () => {
    await context.store.forgetLeft(context.unit.id, id);
    left = [];
    context.redraw();
  };
  const checked = check(definition, body.answers, templates), sections = asked(definition, body.answers);
  if (sections.length === 1 && kind !== 'minutes') context.go(`/app/papers/${id}/${sections[0].name}`, { replace: true });
  const beside = await besidePaper(context, id);
  const marked = (/** @type {any} */ section) => section.fields.reduce((/** @type {number} */ sum, /** @type {any} */ field) => sum + commentsAt(review, `answers.${field.name}`).length, 0);
  return {
    title: i18n.text(definition.title), leave: async () => beside.close(),
    view: () => frame(i18n, { tab: 'book', back: { href: back, text: inMeeting ? i18n.t('meeting.back') : isRework ? i18n.t('rework.back') : i18n.t('tab.book') }, title: i18n.text(definition.title), under: isRework ? i18n.t('rework.under') : kind === 'visit' ? paperName(id, i18n) : '' }, html`
      ${review?.decision === 'returned' ? returnedNote(i18n, definition, review, sections.flatMap((/** @type {any} */ section) => section.fields.map((/** @type {any} */ field) => `answers.${field.name}`))) : ''}
      ${record?.refusal ? redNote(i18n, i18n.t('returned.by_server'), record.refusal.message) : ''}
      ${beside.view()}${newerNote(i18n, id, newer)}${leftView(i18n, left, putAway)}
      <ol class="rows">${sections.map((/** @type {any} */ section, /** @type {number} */ place) => {
        const state = sectionState(definition.form, section, body.answers, checked);
        return html`<li class="row"><a class="row-link" href="/app/papers/${id}/${section.name}"><span class="row-name">${place + 1}. ${i18n.text(section.title)}</span>
          ${marked(section) ? html`<span class="state state-returned">${icon('returned')} ${i18n.t('review.here', { count: marked(section) })}</span>` : ''}
          <span class="state state-${state === 'complete' ? 'received' : 'none'}">${icon(state === 'complete' ? 'check' : 'waiting')} ${i18n.t(`section.${state}`)}</span>${icon('next', 'row-go')}</a></li>`;
      })}</ol>
      ${inMeeting ? '' : html`<a class="button button-wide" href=${onward}>${i18n.t(isRework ? 'rework.check' : 'meeting.check')}</a>`}`),
  };
}
