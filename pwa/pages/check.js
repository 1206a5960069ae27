/** Check the answers of all papers of a meeting, a change link a line, then sign and send. Sending needs no network. */

import { asked, fieldsFor } from '../forms/asked.js';
import { isAsked } from '../forms/by-the-app.js';
import { check } from '../forms/check.js';
import { month as monthWords } from '../i18n/dates.js';
import { shownBody } from '../store/record.js';
import { notSigned, words } from '../ui/errors.js';
import { frame, icon } from '../ui/frame.js';
import { html } from '../vendor/lit-html.js';
import { labelOf, sectionOf } from './labels.js';
import { linesOf } from './lines.js';
import { CHAIN, monthOfKey } from './meeting-papers.js';
import { naming } from './names/papers.js';
import { signing } from './signing.js';

/** @param {import('../app/context.js').Context} context @param {string} key */
export async function page(context, key) {
  const { i18n, store, unit, forms } = context, templates = await forms.templates();
  const only = new URLSearchParams(location.search).get('only');
  const read = async () => (await Promise.all(CHAIN.filter((kind) => !only || kind === only).map(async (kind) => {
    const record = await store.get(unit.id, `${kind}:${key}`), body = record && shownBody(record);
    if (!record || !body || body.state === 'sent') return null;
    const definition = await forms.get(body.form, body.version);
    return { id: record.id, kind, body, definition, said: await naming(context, definition), checked: check(definition, body.answers, templates) };
  }))).filter((one) => one !== null);
  let papers = await read();
  const here = encodeURIComponent(`/app/meetings/${key}/check${only ? `?only=${only}` : ''}`);
  const change = (/** @type {any} */ paper, /** @type {string} */ section) => `/app/papers/${paper.id}/${section}?back=${here}`;
  const by = { author: context.profile.account.username, device: context.device }; // a merged draft may bear another's name
  const sign = () => store.send(unit.id, papers.map(({ id, body, checked }) => ({ id, body: { ...body, ...by, answers: checked.answers }, seen: body })));
  const signed = signing(context, sign, () => context.go(`/app/meetings/${key}`), async () => {
    papers = await read();
    // All of it was signed in another window.
    if (!papers.length) context.go(`/app/meetings/${key}`);
  });

  return {
    title: i18n.t('check.title'),
    view: () => view(papers.flatMap((paper) => [...paper.checked.errors, ...paper.checked.warnings].map((finding) => ({ paper, finding })))),
  };

  /** @param {{paper: any, finding: any}[]} wrong */
  function view(wrong) {
    return frame(i18n, { alone: true, back: { href: `/app/meetings/${key}`, text: i18n.t('meeting.back') }, title: i18n.t('check.title'), under: i18n.t('tasks.meeting', { month: monthWords(monthOfKey(key)) }) }, html`
      ${wrong.length ? html`<div class="error-summary" id="error-summary" tabindex="-1"><h2>${icon('warning')} ${i18n.t('errors.title', { count: wrong.length })}</h2>
        <ul>${wrong.map(({ paper, finding }) => html`<li><a href=${change(paper, sectionOf(paper.definition, finding.path))}>${i18n.t(`kind.${paper.kind}`)} – ${labelOf(paper.definition, finding.path, i18n)}: ${words(i18n, finding)}</a></li>`)}</ul></div>` : ''}
      ${papers.map((paper) => html`<section class="section"><h2>${i18n.t(`kind.${paper.kind}`)}</h2>
        <dl class="answers">${asked(paper.definition, paper.body.answers).flatMap((/** @type {any} */ section) => fieldsFor(section, paper.body.answers).map((/** @type {any} */ field) => line(paper, section, field)))}
        ${paper.definition.sections.flatMap((/** @type {any} */ section) => section.fields.filter((/** @type {any} */ field) => field.calculate != null).map((/** @type {any} */ field) => html`<div class="answer"><dt>${i18n.text(field.label)}</dt><dd class="figures">${linesOf(field, paper.checked.calculated[field.name], i18n)}</dd></div>`))}</dl></section>`)}
      <p class="hint">${i18n.t(papers.some(({ kind }) => kind === 'minutes') ? 'check.signing' : 'check.signing_one', { name: context.profile.account.name })}</p>
      ${notSigned(i18n, signed.failed())}
      <div class="buttons"><button class="button button-wide" ?disabled=${wrong.length > 0 || !papers.length} @click=${signed.press}>${i18n.t('check.send')}</button></div>
      <p class="hint">${i18n.t('check.offline')}</p>`);
  }

  /** @param {any} paper @param {any} section @param {any} field */
  function line(paper, section, field) {
    if (!isAsked(paper.definition.form, field, paper.body.answers)) return '';
    const lines = linesOf(field, paper.body.answers[field.name], paper.said), label = i18n.text(field.label);
    return html`<div class="answer"><dt>${label}</dt><dd>${field.type === 'scores' ? '' : lines.length ? lines.map((one) => html`<div>${one}</div>`) : i18n.t('not_given')}</dd>
      <dd class="answer-change"><a href=${change(paper, section.name)}>${i18n.t('change')}<span class="visually-hidden"> ${label}</span></a></dd></div>`;
  }
}

