/** One section of a paper: a short page, saved while it is typed, checked on "continue". */

import { asked } from '../forms/asked.js';
import { isAsked } from '../forms/by-the-app.js';
import { check } from '../forms/check.js';
import { evaluate } from '../forms/expressions.js';
import { score } from '../forms/scoring.js';
import { GENERAL } from '../store/reviews.js';
import { clockOf } from '../lib/time.js';
import { ulid } from '../lib/ulid.js';
import { errorSummary, words } from '../ui/errors.js';
import { fieldView, peopleList } from '../ui/fields.js';
import { frame, icon } from '../ui/frame.js';
import { repeatView } from '../ui/repeat.js';
import { rollView } from '../ui/roll.js';
import { scoresView } from '../ui/scores.js';
import { redNote } from '../ui/state.js';
import { stepsView } from '../ui/steps.js';
import { themePicker } from '../ui/theme-picker.js';
import { html, render } from '../vendor/lit-html.js';
import { openDraft } from './draft.js';
import { lastAnswers, membersOf } from './meeting-papers.js';
import { labelOf, paperName } from './labels.js';
import { papersToPick, unitsToPick } from './names/papers.js';
import { takenOver, themesOf } from './names/themes.js';
import { besidePaper } from './questions/beside.js';
import { named } from './reviews/named.js';
import { notesAt } from './reviews/notes.js';
import { reviewBehind } from './reviews/rework.js';
import { leftView, newerNote } from './versions/notes.js';
import { leftOf, newerThan } from './versions/plan.js';

/** @param {import('../app/context.js').Context} context @param {string} id @param {string} name */
export async function page(context, id, name) {
  const { i18n, forms } = context, { kind, key, target, isRework, inMeeting, back: out, onward: after } = named(id);
  const draft = await openDraft(context, id, () => drawSaved());
  const { answers } = draft;
  const definition = await forms.get(draft.body.form, draft.body.version), templates = await forms.templates();
  const sections = asked(definition, answers), place = Math.max(0, sections.findIndex((/** @type {any} */ one) => one.name === name));
  const section = sections[place], back = new URLSearchParams(location.search).get('back');
  const people = (await membersOf(context)).map((one) => ({ member: one.id, name: one.answers.name }));
  const last = section.fields.some((/** @type {any} */ one) => one.type === 'scores') ? (await lastAnswers(context, kind, key)).scores ?? {} : {};
  const papers = await papersToPick(context, section.fields, answers);
  const themed = kind === 'meeting' && section.fields.some((/** @type {any} */ one) => one.name === 'plan_item'), themes = themed ? await themesOf(context, key.slice(0, 4)) : [];
  if (kind === 'visit' && !isRework) for (const [name, value] of Object.entries(await (await import('./visits/first.js')).knownSince(context, answers))) if (section.fields.some((/** @type {any} */ one) => one.name === name)) draft.set(`answers.${name}`, value);
  const newer = sections.length > 1 ? null : await newerThan(context, draft.record), left = await leftOf(context, draft.record);
  const review = isRework ? await reviewBehind(context, target) : null;
  const beside = sections.length > 1 ? null : await besidePaper(context, id);
  const photos = section.fields.find((/** @type {any} */ one) => one.type === 'photos');
  const photosPart = photos ? await (await import('./photo-part.js')).photoPart(context, draft, photos) : null;
  /** @type {import('../forms/check.js').Finding[]} */ let shown = [];
  /** @type {ReturnType<typeof setInterval> | undefined} */ let ticking;

  const ofSection = (/** @type {{path: string}} */ one) => section.fields.some((/** @type {any} */ field) => one.path === `answers.${field.name}` || one.path.startsWith(`answers.${field.name}.`));
  const findings = () => {
    const checked = check(definition, answers, templates);
    return [...checked.errors, ...checked.warnings].filter(ofSection);
  };
  const refused = (draft.record.refusal?.fields ?? []).filter(ofSection);
  const told = (/** @type {string} */ path) => {
    const found = shown.find((one) => one.path === path);
    if (found) return { words: words(i18n, found), soft: found.code === 'warning' };
    const before = refused.find((one) => one.path === path);
    return before && { words: before.message, soft: false };
  };
  /** @type {import('../ui/fields.js').Desk} */
  const desk = {
    i18n, told, people, papers, units: unitsToPick(context.unit), reasons: answers.reasons ?? {},
    onInput: (path, value, redraw = false) => {
      draft.set(path, value);
      desk.reasons = answers.reasons ?? {};
      if (redraw) context.redraw();
    },
  };
  const rows = (/** @type {string} */ field, /** @type {any[]} */ value) => {
    draft.set(`answers.${field}`, value.length ? value : null);
    context.redraw();
  };

  const pick = (/** @type {Record<string, any> | null} */ row) => {
    for (const [name, value] of Object.entries(row ? takenOver(row) : { plan_item: null })) draft.set(`answers.${name}`, value);
    context.redraw();
  };

  // Drawn by itself, so that typing never draws the field that is typed in.
  const drawSaved = () => {
    const line = document.getElementById('save-line');
    if (!line) return;
    render(draft.overtaken() ? html`${icon('warning')} <span>${i18n.t('save.overtaken')} <a href="/app/papers/${target}/read">${i18n.t('save.look')}</a></span>`
      : draft.failed() ? html`${icon('warning')} ${i18n.t('save.failed')}`
      : draft.savedAt() ? html`${icon('check')} ${i18n.t('save.at', { time: draft.savedAt() })}` : '', line);
  };

  /** Rows of what an amendment changes: the app keeps their paths. @param {any} field */
  const isAmended = (field) => kind === 'amendment' && field.name === 'fields';
  const view = (/** @type {any} */ field) => {
    const path = `answers.${field.name}`, value = answers[field.name];
    if (evaluate(field.relevant ?? true, { answers }) !== true) return '';
    if (themed && field.name === 'plan_item') return themePicker(desk, field, path, value, themes, pick);
    if (!isAsked(definition.form, field, answers) && !told(path)) return '';
    if (kind === 'roll_call' && field.name === 'members') return rollView(desk, field, path, value ?? []);
    if (kind === 'visit' && field.name === 'steps') return stepsView(desk, field, path, value ?? [], (after) => rows(field.name, after), ulid);
    if (field.type === 'scores') {
      const template = /** @type {any} */ (templates(field.template, field.template_version ?? 0));
      return scoresView(desk, template, path, answers, score(template, value ?? {}, answers), last);
    }
    if (field.type === 'photos') return photosPart?.view(desk);
    if (field.type !== 'repeat') return fieldView(desk, field, path, value);
    return repeatView(desk, field, path, value ?? [], {
      onAdd: () => rows(field.name, [...(value ?? []), { _id: ulid(), ...(isAmended(field) && { path: GENERAL }) }]),
      onRemove: (rowId) => rows(field.name, (value ?? []).filter((/** @type {any} */ row) => row._id !== rowId)),
      isRelevant: (inner, row) => !(inner.name === 'path' && isAmended(field)) && evaluate(inner.relevant ?? true, { answers, row }) === true,
    });
  };

  const marked = (/** @type {any} */ field) => {
    const notes = notesAt(i18n, definition, review, `answers.${field.name}`);
    return notes.length ? html`<div class="field-marked">${notes}${view(field)}</div>` : view(field);
  };

  // Asked when it is needed: what was answered here decides which sections follow.
  const onward = () => {
    const now = asked(definition, answers), next = now[now.findIndex((/** @type {any} */ one) => one.name === section.name) + 1];
    return back ?? (next ? `/app/papers/${id}/${next.name}` : now.length > 1 ? `/app/papers/${id}` : after);
  };
  const goOn = async (/** @type {Event} */ event) => {
    event.preventDefault();
    shown = findings();
    context.redraw();
    if (shown.length) {
      document.getElementById('error-summary')?.focus();
      document.title = `${i18n.t('errors.page')} · ${i18n.text(section.title)} · Sổ Họp`;
      return;
    }
    await draft.flush();
    // The next page would not know of it.
    if (draft.failed() || draft.overtaken()) return void document.getElementById('save-line')?.scrollIntoView();
    context.go(onward());
  };
  if (kind === 'minutes') ticking = setInterval(() => context.redraw(), 30_000);

  return {
    title: i18n.text(section.title), shown: drawSaved,
    leave: async () => {
      clearInterval(ticking);
      photosPart?.close();
      beside?.close();
      await draft.close();
    },
    view: () => frame(i18n, {
      back: { href: sections.length > 1 ? `/app/papers/${id}` : out, text: sections.length > 1 || inMeeting || isRework ? i18n.text(definition.title) : i18n.t('tab.book') }, alone: true,
      title: i18n.text(section.title), under: sections.length > 1 ? i18n.t('section.of', { place: place + 1, count: sections.length }) : kind === 'visit' ? paperName(id, i18n) : '',
    }, html`
      ${kind === 'minutes' && answers.started_at && !answers.ended_at ? html`<div class="bar"><span>${icon('clock')} ${clockOf(context.now())}</span><span>${i18n.t('minutes.since', { time: answers.started_at })}</span></div>` : ''}
      ${errorSummary(i18n, shown.map((one) => ({ path: one.path, label: labelOf(definition, one.path, i18n), words: words(i18n, one) })))}
      ${draft.record.refusal && !refused.length ? redNote(i18n, i18n.t('returned.by_server'), draft.record.refusal.message) : ''}
      ${beside?.view()}${newerNote(i18n, id, newer)}${leftView(i18n, left, null)}
      ${section.hint ? html`<p class="hint">${i18n.text(section.hint)}</p>` : ''}
      <form class="stack-wide" novalidate @submit=${goOn}>
        ${(themed ? [...section.fields].sort((a, b) => Number(b.name === 'plan_item') - Number(a.name === 'plan_item')) : section.fields).map(marked)}
        ${peopleList(people)}
        <p class="save-line" role="status" id="save-line"></p>
        <div class="buttons"><button class="button button-wide">${i18n.t('continue')}</button></div>
      </form>`),
  };
}
