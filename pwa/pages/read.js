/** A sent paper, to read and to print, with what was said of it above. It changes no more here: a returned one leads to its rework. */

import { mends } from '../access/access.js';
import { fieldsFor, sectionsFor } from '../forms/asked.js';
import { isKept } from '../forms/by-the-app.js';
import { check } from '../forms/check.js';
import { day } from '../i18n/dates.js';
import { shownBody, shownRevision } from '../store/record.js';
import { commentsAt, elsewhere, readReviews } from '../store/reviews.js';
import { reworkId } from '../store/rework.js';
import { paperState } from '../store/state.js';
import { frame, icon } from '../ui/frame.js';
import { approval, redNote, stamp, stateWord } from '../ui/state.js';
import { html } from '../vendor/lit-html.js';
import { readOnlySaid, writesHere } from './begin/offers.js';
import { byTheApp } from './by-the-app.js';
import { paperName } from './labels.js';
import { linesOf } from './lines.js';
import { naming } from './names/papers.js';
import { besidePaper } from './questions/beside.js';
import { named } from './reviews/named.js';
import { bands, notesAt, returnedNote } from './reviews/notes.js';
import { once } from './signing.js';
import { amendmentsOf, answerTo, openAmendment, reworkOf } from './reviews/rework.js';

/** Decisions that leave a stamp of their own. */
const STAMPED = new Set(['approved', 'verified', 'recognised']);
/** Kinds that go on changing whatever was said of them. */
const LIVING = new Set(['task', 'member']);

/** Whether a paper that nobody asks to mend may be mended all the same: not what was found good, and not an amendment. @param {string} kind @param {import('../store/record.js').PaperRecord} record @param {import('../store/reviews.js').Review | null} review */
const mendsFreely = (kind, record, review) => kind !== 'amendment' && shownBody(record)?.state === 'sent' && (!review || LIVING.has(kind));

/** @param {import('../app/context.js').Context} context @param {string} id */
export async function page(context, id) {
  const { i18n, store, unit, forms, replicator } = context, { kind, inMeeting, back } = named(id);
  const read = async () => {
    const record = await store.get(unit.id, id), reviews = await readReviews(store, unit.id, id), amendments = await amendmentsOf(context, id);
    const told = amendments.length ? await readReviews(store, unit.id, 'amendment') : null;
    return { record, review: reviews.of(record), frozen: reviews.isFrozen(id), rework: await reworkOf(context, id), amendments, said: (/** @type {import('../store/record.js').PaperRecord} */ one) => told?.of(one) ?? null };
  };
  let held = await read();
  const beside = await besidePaper(context, id);
  const end = store.subscribe(async () => {
    held = await read();
    context.redraw();
  });
  const first = (held.record && shownBody(held.record)) ?? {}, definition = first.form ? await forms.get(first.form, first.version) : null;
  const photos = definition?.sections.flatMap((/** @type {any} */ one) => one.fields).find((/** @type {any} */ one) => one.type === 'photos' && first.answers[one.name]?.length);
  const photosPart = photos ? await (await import('./photo-part.js')).readPhotos(context, first.answers[photos.name]) : null;
  const words = definition ? await naming(context, definition) : i18n, templates = first.answers?.scores ? await forms.templates() : null;
  const amending = once(async (/** @type {import('../store/record.js').PaperRecord} */ record, /** @type {import('../store/reviews.js').Review | null} */ review) => context.go(`/app/papers/${await openAmendment(context, record, review)}/text`));

  return {
    title: definition ? title(definition) : i18n.t('read.none'), leave: async () => {
      photosPart?.close();
      beside.close();
      end();
    },
    view: () => frame(i18n, { tab: 'book', back: { href: back, text: i18n.t(inMeeting ? 'meeting.back' : 'tab.book') }, title: definition ? title(definition) : i18n.t('read.none'), under: unit.name, banner: context.banner() }, definition && held.record && shownBody(held.record) ? paper(definition, held.record) : html`<div class="empty"><h2>${i18n.t('read.none')}</h2></div>`),
  };

  /** @param {import('../forms/types.js').Definition} definition */
  function title(definition) {
    return inMeeting ? i18n.t(`kind.${kind}`) : i18n.text(definition.title);
  }

  /** @param {import('../forms/types.js').Definition} definition @param {import('../store/record.js').PaperRecord} record */
  function paper(definition, record) {
    const body = shownBody(record) ?? {}, { review } = held, receipt = record.receipts[shownRevision(record)];
    const sections = sectionsFor(definition, body.answers), shown = sections.flatMap((section) => fieldsFor(section, body.answers).map((field) => `answers.${field.name}`));
    const marked = (/** @type {import('../forms/types.js').Field} */ field) => commentsAt(review, `answers.${field.name}`).length > 0;
    const open = (/** @type {import('../forms/types.js').Field} */ field) => !isKept(definition.form, field) || marked(field);
    const state = paperState(record, replicator.inFlight.has(`${unit.id} ${id}`), review);
    return html`
      ${record.refusal && !writesHere(unit, kind) ? '' : html`<p>${stateWord(i18n, state, review && state === review.decision ? day(review.at) : '')}</p>`}
      ${record.refusal ? redNote(i18n, i18n.t('returned.by_server'), `${record.refusal.message} ${record.refusal.action}`) : ''}
      ${review ? (review.decision === 'returned' ? returnedNote(i18n, definition, review, shown) : elsewhere(review, shown).map((one) => redNote(i18n, i18n.t('review.above'), one.text))) : ''}
      ${review?.band ? bands(i18n, definition, check(definition, body.answers, templates ?? (() => null)).calculated.band, review.band) : ''}
      ${beside.view()}
      ${answering(record)}
      ${receipt && !record.edit ? stamp(i18n, receipt) : ''}
      ${review && STAMPED.has(review.decision) && state === review.decision ? approval(i18n, review.decision, day(review.at)) : ''}
      ${sections.map((section) => html`<section class="section"><h2>${i18n.text(section.title)}</h2><dl class="answers">
        ${fieldsFor(section, body.answers).filter(open).map((field) => {
          const lines = field.type === 'scores' ? scoreLines(field, body) : linesOf(field, body.answers[field.name], words);
          return html`<div class="answer"><dt>${i18n.text(field.label)}</dt><dd>${lines.length ? lines.map((one) => html`<div>${one}</div>`) : i18n.t('not_given')}${field === photos ? photosPart?.view() : ''}${notesAt(i18n, definition, review, `answers.${field.name}`)}</dd></div>`;
        })}</dl></section>`)}
      ${byTheApp(words, definition, body.answers, marked)}
      <div class="buttons no-print"><button class="button button-quiet" @click=${() => printed(definition, body)}>${icon('print')} ${i18n.t('print')}</button>
        ${receipt ? html`<a class="button button-plain" href="/units/${unit.id}/papers/${id}/receipt">${i18n.t('receipt.open')}</a>` : ''}
        <a class="button button-plain" href="/units/${unit.id}/papers/${id}/history">${i18n.t('history.open')}</a></div>`;
  }

  /** @param {import('../forms/types.js').Definition} definition @param {import('../store/record.js').Body} body */
  async function printed(definition, body) {
    const { printPaper } = await import('./print/print.js');
    await printPaper(context, id, definition, body);
  }

  /** What can be done about it: nothing while it stands as it was sent. @param {import('../store/record.js').PaperRecord} record */
  function answering(record) {
    const { review, frozen, rework, amendments } = held, asked = answerTo(kind, review, frozen), mine = writesHere(unit, kind) ? mends(unit, kind, frozen) : null, how = mine === asked ? asked : null, sent = amendments.filter((one) => shownBody(one)?.state === 'sent');
    const amend = () => amending(record, review);
    const answered = sent.some((one) => shownBody(one)?.answers.target_rev === shownRevision(record)), quiet = frozen || answered;
    const drop = () => store.remove(unit.id, reworkId(id));
    const free = mine && !asked && !rework && mendsFreely(kind, record, review) ? mine : null;
    return html`
      ${readOnlySaid(i18n, unit, kind) ? html`<p class="hint no-print">${readOnlySaid(i18n, unit, kind)}</p>` : ''}
      ${sent.length ? html`<ul class="rows">${sent.map((one) => html`<li class="row"><a class="row-link" href="/app/papers/${one.id}/read"><span class="row-name">${paperName(one.id, i18n)} ${day(shownBody(one)?.answers.dated ?? '')}</span>${stateWord(i18n, paperState(one, false, held.said(one)))}${icon('next', 'row-go')}</a></li>`)}</ul>` : ''}
      ${frozen ? html`<p class="hint">${i18n.t('review.frozen')}</p>` : ''}
      ${how === 'amendment' ? html`<p class="hint no-print">${i18n.t(frozen ? 'amend.approved' : answered ? 'amend.answered' : 'amend.signed')}</p>
        <div class="buttons no-print"><button class=${quiet ? 'button button-quiet button-wide' : 'button button-wide'} @click=${amend}>${icon('edit')} ${i18n.t(answered ? 'amend.more' : 'amend.open')}</button></div>` : ''}
      ${free === 'amendment' ? html`<p class="hint no-print">${i18n.t('amend.approved')}</p><div class="buttons no-print"><button class="button button-quiet" @click=${amend}>${icon('edit')} ${i18n.t('amend.open')}</button></div>` : ''}
      ${free === 'rework' ? html`<div class="buttons no-print"><a class="button button-quiet" href="/app/papers/${reworkId(id)}">${icon('edit')} ${i18n.t('rework.open')}</a></div>` : ''}
      ${rework && frozen ? html`<div class="stack no-print">${redNote(i18n, i18n.t('returned.by_server'), rework.refusal?.message ?? i18n.t('rework.too_late'))}
        <div class="buttons"><a class="button button-quiet" href="/app/papers/${reworkId(id)}">${i18n.t('rework.look')}</a><button class="button button-plain" @click=${drop}>${icon('remove')} ${i18n.t('rework.drop')}</button></div></div>` : ''}
      ${(how === 'rework' || (rework && mine)) && !frozen ? html`<div class="buttons no-print"><a class="button button-wide" href="/app/papers/${reworkId(id)}">${icon('edit')} ${i18n.t(rework ? 'rework.go_on' : 'rework.open')}</a></div>` : ''}`;
  }

  /** @param {any} field @param {import('../store/record.js').Body} body @returns {string[]} */
  function scoreLines(field, body) {
    const template = templates?.(field.template, field.template_version);
    return (template?.groups ?? []).flatMap((group) => group.items.map((item) => {
      const line = body.answers.scores[item.code];
      return `${item.code} ${i18n.text(item.label)}: ${line ? line.points : '–'}/${item.max}${line?.note ? ` (${line.note})` : ''}`;
    }));
  }
}
