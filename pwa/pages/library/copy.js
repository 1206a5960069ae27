/** A paper that another unit has sent, to read with no signal. An orientation can be marked as read, an urging answered. */

import { mayWrite } from '../../access/access.js';
import { fieldsFor, sectionsFor } from '../../forms/asked.js';
import { isKept } from '../../forms/by-the-app.js';
import { day } from '../../i18n/dates.js';
import { dayOf } from '../../lib/time.js';
import { shownBody } from '../../store/record.js';
import { paperState } from '../../store/state.js';
import { frame, icon } from '../../ui/frame.js';
import { stateWord } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { byTheApp } from '../by-the-app.js';
import { linesOf } from '../lines.js';
import { naming } from '../names/papers.js';
import { once } from '../signing.js';
import { copiesIn, markOf } from './copies.js';
import { markOpened, marksOf } from './marks.js';

/** @param {import('../../app/context.js').Context} context @param {string} id */
export async function page(context, id) {
  const { i18n, store, unit, forms } = context, record = await store.get(unit.id, id);
  const [copy] = record ? copiesIn([record]) : [], mark = copy && mayWrite(unit, 'read_mark') ? markOf(copy) : '';
  const definition = copy ? await forms.get(copy.paper.form, copy.paper.version) : null;
  const over = copy ? marksOf(copiesIn(await store.list(unit.id, 'copy:')), () => true, dayOf(context.now())).get(copy.id) : undefined;
  if (copy) await markOpened(context, copy);
  const words = definition ? await naming(context, definition) : i18n;
  const marked = mark ? await store.get(unit.id, mark) : null, begun = marked && shownBody(marked);
  const urged = copy?.kind === 'urge' ? await import('../follow/urge-answer.js') : null, answers = urged ? await urged.answersTo(context, copy.source) : [];
  const answer = once(async () => urged && context.go(`/app/papers/${await urged.beginAnswer(context, copy.source, copy.paper.answers)}`));
  const title = definition ? copy.title || i18n.text(definition.title) : i18n.t('read.none');
  return {
    title,
    view: () => frame(i18n, { tab: 'library', back: { href: '/app/library', text: i18n.t('tab.library') }, title, under: copy && definition ? `${i18n.text(definition.title)} · ${day(copy.doneAt)}` : '' }, definition ? html`
      ${over?.by ? html`<p class="warn">${icon('warning')} <span>${i18n.t('copy.superseded')} <a href="/app/library/${over.by.id}">${over.by.title}</a></span></p>` : over?.until ? html`<p class="warn">${icon('warning')} ${i18n.t('library.expired', { day: day(over.until) })}</p>` : ''}
      ${mark ? html`<div class="buttons no-print"><a class="button button-wide" href="/app/papers/${mark}${begun?.state === 'sent' ? '/read' : ''}">${icon('check')} ${i18n.t(begun?.state === 'sent' ? 'copy.marked' : 'copy.mark')}</a></div>
        ${marked && begun ? html`<p>${stateWord(i18n, paperState(marked), '')}</p>` : ''}` : ''}
      ${answers.length ? html`<ul class="rows">${answers.map((one) => html`<li class="row"><a class="row-link" href="/app/papers/${one.id}${shownBody(one)?.state === 'sent' ? '/read' : ''}"><span class="row-name">${i18n.t('kind.urge_answer')}</span>${stateWord(i18n, paperState(one))}${icon('next', 'row-go')}</a></li>`)}</ul>` : ''}
      ${urged && mayWrite(unit, 'urge_answer') && !answers.some((one) => shownBody(one)?.state === 'draft') ? html`<div class="buttons no-print"><button class=${answers.length ? 'button button-quiet button-wide' : 'button button-wide'} @click=${answer}>${icon('edit')} ${i18n.t(answers.length ? 'copy.answer_more' : 'copy.answer')}</button></div>` : ''}
      ${sectionsFor(definition, copy.paper.answers).map((section) => {
        const told = fieldsFor(section, copy.paper.answers).filter((field) => !isKept(definition.form, field)).map((field) => ({ field, lines: copy.paper.answers[field.name] == null ? [] : linesOf(field, copy.paper.answers[field.name], words) })).filter((one) => one.lines.length);
        return told.length ? html`<section class="section"><h2>${i18n.text(section.title)}</h2><dl class="answers">${told.map(({ field, lines }) => html`<div class="answer"><dt>${i18n.text(field.label)}</dt><dd>${lines.map((line) => html`<div>${line}</div>`)}</dd></div>`)}</dl></section>` : '';
      })}
      ${byTheApp(words, definition, copy.paper.answers)}
      <div class="buttons no-print"><button class="button button-quiet" @click=${() => print()}>${icon('print')} ${i18n.t('print')}</button></div>`
      : html`<div class="empty"><h2>${i18n.t('read.none')}</h2></div>`),
  };
}
