/** The questions that wait, where a person sees them: on the task list and on the paper they are about. A view of what this phone holds. */

import { kindOf, mayWrite } from '../../access/access.js';
import { forget, openQuestions, queued, unanswered } from '../../store/answers.js';
import { icon } from '../../ui/frame.js';
import { redNote } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { paperName } from '../labels.js';

/** @typedef {import('../../app/context.js').Context} Context */

/** Of all papers; null where nothing is asked. @param {Context} context @returns {Promise<(() => any) | null>} */
export async function questionsView(context) {
  const { i18n, store, unit } = context, mine = (/** @type {{paper: string}} */ one) => mayWrite(unit, kindOf(one.paper));
  const open = (await openQuestions(store, unit.id)).filter(mine), refused = (await queued(store)).filter((one) => one.unit === unit.id && one.refusal);
  if (!open.length && !refused.length) return null;
  return () => html`<h2>${i18n.t('question.title')}</h2>
    ${refused.map((one) => html`<div class="stack">${redNote(i18n, `${paperName(one.paper, i18n)}: ${i18n.t('question.refused')}`, `${one.refusal?.message ?? ''} ${one.refusal?.action ?? ''}`)}
      <div class="buttons">${one.question ? html`<a class="button button-quiet" href="/app/questions/${one.question}">${i18n.t('question.look')}</a>` : ''}<button class="button button-plain" @click=${() => forget(store, one)}>${i18n.t('question.forget')}</button></div></div>`)}
    <ul class="rows">${open.map((one) => row(i18n, one, paperName(one.paper, i18n)))}</ul>`;
}

/** Of one paper; null where nothing is asked about it. @param {Context} context @param {string} id @returns {Promise<(() => any) | null>} */
export async function questionsOf({ i18n, store, unit }, id) {
  const open = mayWrite(unit, kindOf(id)) ? await openQuestions(store, unit.id, id) : [];
  return open.length ? () => html`<ul class="rows no-print">${open.map((one) => row(i18n, one, ''))}</ul>` : null;
}

/** @param {import('../../i18n/i18n.js').I18n} i18n @param {import('../../store/answers.js').Question} question @param {string} name */
const row = ({ t }, question, name) => {
  const count = t('question.card', { count: unanswered(question).length });
  return html`<li class="row row-soon"><a class="row-link" href="/app/questions/${question._id}"><span class="row-name">${name || count}</span>
    ${name ? html`<span class="row-text">${count}</span>` : ''}<span class="row-do">${icon('edit')} ${t('question.open')}</span>${icon('next', 'row-go')}</a></li>`;
};
