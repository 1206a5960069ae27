/** One meeting: the chain of its papers, each filled in from the last, and at the end "check and send". */

import { mayWrite } from '../access/access.js';
import { month as monthWords } from '../i18n/dates.js';
import { shownBody, shownRevision } from '../store/record.js';
import { readReviews } from '../store/reviews.js';
import { reworkId } from '../store/rework.js';
import { paperState } from '../store/state.js';
import { frame, icon } from '../ui/frame.js';
import { redNote, stamp, stateWord } from '../ui/state.js';
import { html } from '../vendor/lit-html.js';
import { readOnlySaid, writersSaid } from './begin/offers.js';
import { uploadSaid } from './follow/handbook.js';
import { CHAIN, chainOf, monthOfKey, offeredOf, typeOfKey } from './meeting-papers.js';

const ICONS = { meeting: 'calendar', roll_call: 'people', minutes: 'minutes', score_sheet: 'score' };

/** @param {import('../app/context.js').Context} context @param {string} key */
export async function page(context, key) {
  const { i18n, store, unit, replicator } = context;
  /** @type {Record<string, import('../store/record.js').PaperRecord | null>} */ let papers = {};
  /** @type {string[]} */ let resolutions = [];
  let reviews = await readReviews(store, unit.id);
  const read = async () => {
    reviews = await readReviews(store, unit.id);
    const held = async (/** @type {string} */ id) => [id, await store.get(unit.id, id)];
    resolutions = (await store.list(unit.id, `resolution:${key}:`)).map(({ id }) => id);
    papers = Object.fromEntries(await Promise.all([...CHAIN, 'handbook_upload'].flatMap((kind) => [`${kind}:${key}`, reworkId(`${kind}:${key}`)]).map(held)));
  };
  await read();
  const end = store.subscribe(async () => {
    await read();
    context.redraw();
  });
  const named = typeOfKey(key) === 'regular' ? i18n.t('tasks.meeting', { month: monthWords(monthOfKey(key)) }) : `${i18n.t(`type.${typeOfKey(key)}`)} ${monthWords(monthOfKey(key))}`;
  const of = (/** @type {string} */ kind) => papers[`${kind}:${key}`];
  const row = (/** @type {string} */ kind, /** @type {number} */ place) => {
    const record = of(kind), body = record && shownBody(record), rework = papers[reworkId(`${kind}:${key}`)], reworked = rework && shownBody(rework);
    const state = record && body ? paperState(record, replicator.inFlight.has(`${unit.id} ${record.id}`), reviews.of(record)) : 'none';
    const writes = mayWrite(unit, kind), href = `/app/papers/${kind}:${key}${body?.state === 'sent' ? '/read' : ''}`;
    if (!body && !writes) return html`<li class="row"><div class="row-link"><span class="row-name">${icon(ICONS[/** @type {'minutes'} */ (kind)])} ${place + 1}. ${i18n.t(`kind.${kind}`)}</span>
      <span class="row-text">${i18n.t('only.writers', { who: writersSaid(i18n, unit, kind) })}</span></div></li>`;
    return html`<li class="row"><a class="row-link" href=${href}>
      <span class="row-name">${icon(ICONS[/** @type {'minutes'} */ (kind)])} ${place + 1}. ${i18n.t(`kind.${kind}`)}</span>
      ${body?.state === 'draft' ? html`<span class="row-text">${i18n.t('meeting.draft', { time: body.saved_at.slice(11, 16) })}</span>` : ''}
      ${reworked ? html`<span class="row-text">${i18n.t('rework.draft', { time: reworked.saved_at.slice(11, 16) })}</span>` : ''}
      ${stateWord(i18n, state)}${icon('next', 'row-go')}</a>
      ${record?.refusal ? redNote(i18n, i18n.t('returned.by_server'), `${record.refusal.message} ${record.refusal.action}`) : ''}
      ${record && body?.state === 'draft' && offeredOf(key).includes(kind) ? html`<button class="button button-plain" @click=${() => store.remove(unit.id, record.id)}>${icon('remove')} ${i18n.t('meeting.drop')}<span class="visually-hidden"> ${i18n.t(`kind.${kind}`)}</span></button>` : ''}</li>`;
  };
  return {
    title: named, leave: async () => void end(),
    view: () => {
      const minutes = of('minutes'), receipt = minutes && shownBody(minutes)?.state === 'sent' && paperState(minutes) === 'received' ? minutes.receipts[shownRevision(minutes)] : null;
      const bodyOf = (/** @type {string} */ kind) => {
        const record = of(kind);
        return record ? shownBody(record) : null;
      };
      const chain = chainOf(key, (kind) => Boolean(bodyOf(kind))), mine = chain.filter((kind) => mayWrite(unit, kind));
      const offered = bodyOf('minutes') ? offeredOf(key).filter((kind) => !chain.includes(kind) && mayWrite(unit, kind)) : [];
      const begun = mine.some((kind) => bodyOf(kind)?.state === 'draft'), all = mine.every((kind) => bodyOf(kind));
      const planAlone = begun && !all && bodyOf('meeting')?.state === 'draft' && mine.includes('meeting');
      return frame(i18n, { tab: 'book', back: { href: '/app/', text: i18n.t('tab.tasks') }, title: named, under: unit.name, banner: context.banner() }, html`
        ${receipt ? stamp(i18n, receipt) : ''}
        <ol class="rows">${chain.map(row)}</ol>
        ${offered.map((kind) => html`<a class="button button-plain" href="/app/papers/${kind}:${key}">${icon('add')} ${i18n.t(`meeting.offer_${kind}`)}</a>`)}
        ${begun && all ? html`<a class="button button-wide" href="/app/meetings/${key}/check">${i18n.t('meeting.check')}</a>` : ''}
        ${planAlone ? html`<a class="button button-quiet button-wide" href="/app/meetings/${key}/check?only=meeting">${i18n.t('meeting.plan_alone')}</a>` : ''}
        ${begun && !all ? html`<p class="hint">${i18n.t('meeting.not_yet')}</p>` : ''}
        ${!begun && !all ? html`<p class="hint">${i18n.t('meeting.start')}</p>` : ''}
        ${mine.length ? '' : html`<p class="hint">${readOnlySaid(i18n, unit, 'minutes')}</p>`}
        ${handbook(bodyOf('meeting'), bodyOf('handbook_upload'))}
        ${bodyOf('minutes')?.state === 'sent' ? following(bodyOf('minutes')?.answers.conclusions?.length ?? 0) : ''}`);
    },
  };

  /** The record of what was put into the handbook app, once there is a plan. @param {import('../store/record.js').Body | null} plan @param {import('../store/record.js').Body | null} upload */
  function handbook(plan, upload) {
    if (!(upload || (plan && mayWrite(unit, 'handbook_upload'))) || typeOfKey(key) === 'committee') return '';
    const record = of('handbook_upload'), state = record && upload ? paperState(record, replicator.inFlight.has(`${unit.id} ${record.id}`), reviews.of(record)) : 'none';
    return html`<section class="section"><h2>${i18n.t('kind.handbook_upload')}</h2><p class="hint">${i18n.t('handbook.hint')}</p><ul class="rows">
      <li class="row"><a class="row-link" href="/app/papers/handbook_upload:${key}${upload?.state === 'sent' ? '/read' : ''}"><span class="row-name">${icon('minutes')} ${uploadSaid(i18n, upload?.answers)}</span>${stateWord(i18n, state)}${icon('next', 'row-go')}</a></li></ul></section>`;
  }

  /** What follows from signed minutes. @param {number} conclusions */
  function following(conclusions) {
    const resolution = resolutions[0] ?? (mayWrite(unit, 'resolution') ? `resolution:${key}:1` : '');
    if (!resolution && !conclusions) return '';
    return html`<section class="section"><h2>${i18n.t('follow.title')}</h2><ul class="rows">
      ${conclusions ? html`<li class="row"><a class="row-link" href="/app/meetings/${key}/tasks"><span class="row-name">${icon('task')} ${i18n.t('hand_out.title')}</span><span class="row-text">${i18n.t('follow.conclusions', { count: conclusions })}</span>${icon('next', 'row-go')}</a></li>` : ''}
      ${resolution ? html`<li class="row"><a class="row-link" href="/app/papers/${resolution}"><span class="row-name">${icon('minutes')} ${i18n.t(resolutions.length ? 'kind.resolution' : 'follow.resolution')}</span>${resolutions.length ? '' : html`<span class="row-text">${i18n.t('follow.prefilled')}</span>`}${icon('next', 'row-go')}</a></li>` : ''}</ul></section>`;
  }
}
