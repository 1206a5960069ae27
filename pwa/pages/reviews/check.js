/** Check one paper that is sent by itself, a change link a line, then sign and send: a rework as the paper's next version. Needs no network. */

import { asked, fieldsFor } from '../../forms/asked.js';
import { isAsked } from '../../forms/by-the-app.js';
import { check } from '../../forms/check.js';
import { shownBody } from '../../store/record.js';
import { notSigned, words } from '../../ui/errors.js';
import { frame, icon } from '../../ui/frame.js';
import { redNote } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { byTheApp } from '../by-the-app.js';
import { labelOf, paperName, sectionOf } from '../labels.js';
import { linesOf } from '../lines.js';
import { openPaper } from '../meeting-papers.js';
import { naming } from '../names/papers.js';
import { signing } from '../signing.js';
import { named } from './named.js';
import { notesAt } from './notes.js';
import { reviewBehind } from './rework.js';

/** @param {import('../../app/context.js').Context} context @param {string} id */
export async function page(context, id) {
  const { i18n, store, unit, forms, profile } = context, { target, isRework } = named(id);
  const templates = await forms.templates(), review = isRework ? await reviewBehind(context, target) : null;
  const read = async () => {
    const record = await openPaper(context, id), body = shownBody(/** @type {any} */ (record)) ?? {}, definition = await forms.get(body.form, body.version);
    return { record, body, definition, said: await naming(context, definition), checked: check(definition, body.answers, templates) };
  };
  let held = await read();
  const here = encodeURIComponent(`/app/papers/${id}/check`);
  const change = (/** @type {string} */ section) => `/app/papers/${id}/${section}?back=${here}`;
  const sign = () => {
    const { body, checked } = held, mine = { answers: checked.answers, author: profile.account.username, device: context.device };
    return isRework ? store.sendAgain(unit.id, target, mine, body) : store.send(unit.id, [{ id, body: { ...body, ...mine }, seen: body }]);
  };
  const onward = () => context.go(`/app/papers/${target}/read`);
  const signed = signing(context, sign, onward, async () => {
    const now = await store.get(unit.id, id);
    // Signed or removed in another window.
    if (!now || shownBody(now)?.state !== 'draft') onward();
    else held = await read();
  });
  const line = (/** @type {any} */ section, /** @type {any} */ field) => {
    const { definition, body, said } = held;
    if (!isAsked(definition.form, field, body.answers)) return '';
    const lines = linesOf(field, body.answers[field.name], said), label = i18n.text(field.label);
    return html`<div class="answer"><dt>${label}</dt><dd>${field.type === 'scores' ? '' : lines.length ? lines.map((one) => html`<div>${one}</div>`) : i18n.t('not_given')}${notesAt(i18n, definition, review, `answers.${field.name}`)}</dd>
      <dd class="answer-change"><a href=${change(section.name)}>${i18n.t('change')}<span class="visually-hidden"> ${label}</span></a></dd></div>`;
  };

  return {
    title: i18n.t('check.title'),
    view: () => view(held),
  };

  /** @param {typeof held} shown */
  function view({ record, body, definition, said, checked }) {
    const wrong = [...checked.errors, ...checked.warnings];
    return frame(i18n, { alone: true, back: { href: `/app/papers/${id}`, text: i18n.text(definition.title) }, title: i18n.t(isRework ? 'rework.check_title' : 'check.title'), under: paperName(target, i18n) }, html`
      ${record?.refusal ? redNote(i18n, i18n.t('returned.by_server'), `${record.refusal.message} ${record.refusal.action}`) : ''}
      ${wrong.length ? html`<div class="error-summary" id="error-summary" tabindex="-1"><h2>${icon('warning')} ${i18n.t('errors.title', { count: wrong.length })}</h2>
        <ul>${wrong.map((finding) => html`<li><a href=${change(sectionOf(definition, finding.path))}>${labelOf(definition, finding.path, i18n)}: ${words(i18n, finding)}</a></li>`)}</ul></div>` : ''}
      <dl class="answers">${asked(definition, body.answers).flatMap((section) => fieldsFor(section, body.answers).map((field) => line(section, field)))}
        ${definition.sections.flatMap((section) => section.fields.filter((field) => field.calculate != null).map((field) => html`<div class="answer"><dt>${i18n.text(field.label)}</dt><dd class="figures">${linesOf(field, checked.calculated[field.name], i18n)}</dd></div>`))}</dl>
      ${byTheApp(said, definition, body.answers)}
      <p class="hint">${i18n.t(isRework ? 'rework.signing' : 'check.signing_one', { name: profile.account.name })}</p>
      ${notSigned(i18n, signed.failed())}
      <div class="buttons"><button class="button button-wide" ?disabled=${wrong.length > 0} @click=${signed.press}>${i18n.t(isRework ? 'rework.send' : 'check.send')}</button></div>
      <p class="hint">${i18n.t('check.offline')}</p>`);
  }
}
