/**
 * One question, "two phones wrote differently": at each place both texts with who wrote them, to be chosen from, kept both, or written
 * anew. What is chosen is kept at every touch; given once, it waits for the next exchange. Never changes the paper itself.
 */

import { kindOf, mayWrite } from '../../access/access.js';
import { canKeepBoth, chosen, chosenSoFar, giveAnswer, keepChosen, queued, readQuestion, unanswered } from '../../store/answers.js';
import { shownBody } from '../../store/record.js';
import { clockOf } from '../../lib/time.js';
import { errorSummary, idOf } from '../../ui/errors.js';
import { fieldView } from '../../ui/fields.js';
import { frame, icon } from '../../ui/frame.js';
import { redNote } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { paperName } from '../labels.js';
import { naming } from '../names/papers.js';
import { signing } from '../signing.js';
import { askedField, bySaid, canWriteAnew, placeName, valueLines } from './said.js';

/** @typedef {import('../../store/answers.js').Choice} Choice */
/** @typedef {import('../../store/answers.js').Asked} Asked */

/** @param {import('../../app/context.js').Context} context @param {string} id */
export async function page(context, id) {
  const { i18n, store, unit, forms, device } = context, { t } = i18n;
  const read = async () => {
    const question = await readQuestion(store, unit.id, id), all = await queued(store), record = question && await store.get(unit.id, question.paper);
    const given = all.find((one) => one.question === id);
    return { question, given: given?.refusal ? undefined : given, refused: given?.refusal ? given : undefined, answers: (record && shownBody(record)?.answers) || {}, isSent: Boolean(record && shownBody(record)?.state === 'sent') };
  };
  let held = await read(), again = false, saved = '', isWrong = false;
  const { question } = held, definition = question ? await forms.get(question.form, question.version) : null;
  const words = definition ? await naming(context, definition) : i18n;
  /** @type {Record<string, string>} */ let names = (await store.meta('names')) ?? {};
  /** @type {Record<string, Choice>} */ const choices = { ...held.refused?.choices, ...held.given?.choices, ...await chosenSoFar(store, id) };
  const end = store.subscribe(async () => {
    [held, names] = [await read(), (await store.meta('names')) ?? {}];
    context.redraw();
  });

  /** @type {Promise<void> | null} */ let saving = null;
  let isDirty = false;
  const save = async () => {
    while (isDirty) {
      isDirty = false;
      await keepChosen(store, id, choices).then(() => (saved = clockOf(context.now())), () => (saved = ''));
    }
    saving = null;
    context.redraw();
  };
  const choose = (/** @type {number} */ place, /** @type {Choice} */ choice) => {
    choices[place] = choice;
    isDirty = true;
    saving ??= save();
    context.redraw();
  };

  const back = () => (!question ? '/app/' : held.isSent ? `/app/papers/${question.paper}/read` : `/app/papers/${question.paper}`);
  const name = (/** @type {Asked} */ asked) => placeName(words, /** @type {any} */ (definition), asked.path, held.answers);
  const lines = (/** @type {Asked} */ asked, /** @type {any} */ value) => {
    const found = valueLines(words, /** @type {any} */ (definition), asked.path, value);
    return found.length ? found.map((one) => html`<span class="version-line">${one}</span>`) : html`<span class="soft">${t('question.nothing')}</span>`;
  };
  const pick = (/** @type {number} */ place, /** @type {Choice} */ choice, /** @type {boolean} */ isOn, /** @type {any} */ inside) => html`<label class="choice">
    <input type="radio" name="place-${place}" .checked=${isOn} @change=${() => choose(place, choice)}><span>${inside}</span></label>`;
  const missing = () => unanswered(/** @type {any} */ (question)).filter(({ place }) => !choices[place]);

  /** @param {{asked: Asked, place: number}} one */
  const place = ({ asked, place }) => {
    const now = choices[place], path = `answers.place-${place}`, isMissing = isWrong && !now;
    return html`<fieldset class="choices ${isMissing ? 'field-wrong' : ''}" id=${idOf(path)} tabindex="-1"><legend class="legend legend-title">${name(asked)}</legend>
      ${asked.values.map((one, at) => pick(place, { take: 'value', value: at }, now?.take === 'value' && now.value === at,
        html`${lines(asked, one.value)}<span class="choice-hint">${bySaid(i18n, names, one, device)}</span>`))}
      ${canKeepBoth(asked) ? pick(place, { take: 'both' }, now?.take === 'both', t('question.both')) : ''}
      ${canWriteAnew(/** @type {any} */ (definition), asked.path) ? pick(place, { take: 'own', own: now?.own ?? asked.values[0]?.value ?? null }, now?.take === 'own', t('question.own')) : ''}
      ${now?.take === 'own' ? own(asked, place, now) : ''}</fieldset>`;
  };

  /** @param {Asked} asked @param {number} place @param {Choice} now */
  function own(asked, place, now) {
    const label = t('question.own_label'), field = { .../** @type {any} */ (askedField(/** @type {any} */ (definition), asked.path)), label: { vi: label, en: label }, required: true, hint: undefined };
    return fieldView({ i18n, told: () => undefined, people: [], reasons: {}, onInput: (_path, value) => choose(place, { take: 'own', own: value }) },
      field.type === 'text' ? { ...field, type: 'paragraph' } : field, `answers.own-${place}`, now.own);
  }

  const give = async (/** @type {Event} */ event) => {
    event.preventDefault();
    isWrong = missing().length > 0;
    context.redraw();
    if (isWrong) return void document.getElementById('error-summary')?.focus();
    await given.press();
    if (!given.failed()) document.querySelector('h1')?.focus();
  };
  const given = signing(context, async () => {
    const open = unanswered(/** @type {any} */ (question)).map((one) => String(one.place));
    await saving;
    await giveAnswer(store, unit.id, /** @type {any} */ (question), Object.fromEntries(open.map((one) => [one, choices[one]])), device);
    again = false;
    await keepChosen(store, id, {}).catch(() => {});
  });

  const form = () => html`
    ${errorSummary(i18n, isWrong ? missing().map(({ asked, place }) => ({ path: `answers.place-${place}`, label: name(asked), words: t('question.choose') })) : [])}
    ${held.refused ? redNote(i18n, t('question.refused'), `${held.refused.refusal?.message ?? ''} ${held.refused.refusal?.action ?? ''}`) : ''}
    <p class="hint">${t(question?.reason === 'signed' ? 'question.signed' : question?.reason === 'sent' ? 'question.sent' : 'question.lead')}</p>
    <form class="stack-wide" novalidate @submit=${give}>${unanswered(/** @type {any} */ (question)).map(place)}
      ${given.failed() ? html`<p class="error" role="alert">${icon('warning')} ${t('write.failed')}</p>` : ''}
      <p class="save-line" role="status">${saved ? html`${icon('check')} ${t('save.at', { time: saved })}` : ''}</p>
      <div class="buttons"><button class="button button-wide">${t('question.give')}</button></div></form>`;

  /** What was chosen, as the paper will say it. @param {Record<string, Choice>} told */
  const answered = (told) => html`<dl class="answers">${question?.fields.flatMap((asked, place) => (told[place] ? html`<div class="answer"><dt>${name(asked)}</dt><dd>${lines(asked, chosen(asked, told[place]))}</dd></div>` : []))}</dl>`;

  const waiting = () => html`<p class="state state-on-phone" role="status">${icon('phone-on')} ${t('question.waiting')}</p>
    ${answered(held.given?.choices ?? {})}
    <div class="buttons"><a class="button button-wide" href="/app/">${t('continue')}</a><button class="button button-quiet" @click=${() => {
      again = true;
      Object.assign(choices, held.given?.choices);
      context.redraw();
    }}>${t('question.again')}</button></div>`;

  const closed = () => html`${held.refused ? html`${redNote(i18n, t('question.refused'), held.refused.refusal?.message ?? '')}${answered(held.refused.choices ?? {})}` : ''}
    <p>${t(held.question?.state === 'answered' ? 'question.answered' : 'question.over')}</p>
    <div class="buttons"><a class="button button-wide" href=${back()}>${t('question.paper')}</a></div>`;

  const isAsking = () => Boolean(definition && held.question?.state === 'open' && (!held.given || again));
  const body = () => {
    if (!question || !definition) return html`<div class="empty"><h2>${t('read.none')}</h2></div>`;
    if (held.question?.state !== 'open') return closed();
    if (!isAsking()) return waiting();
    return mayWrite(unit, kindOf(question.paper)) ? form() : html`<p class="hint">${t('question.others')}</p>`;
  };
  return {
    title: t('question.title'),
    leave: async () => {
      end();
      await saving;
    },
    view: () => frame(i18n, { tab: 'task', alone: isAsking(), back: { href: '/app/', text: t('tab.tasks') }, title: t('question.title'), under: question ? paperName(question.paper, i18n) : '' }, body()),
  };
}
