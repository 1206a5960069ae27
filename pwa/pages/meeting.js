/** One meeting: the chain of its papers, each filled in from the last, and at the end "check and send". */

import { month as monthWords } from '../i18n/dates.js';
import { shownBody, shownRevision } from '../store/record.js';
import { readReviews } from '../store/reviews.js';
import { reworkId } from '../store/rework.js';
import { paperState } from '../store/state.js';
import { frame, icon } from '../ui/frame.js';
import { redNote, stamp, stateWord } from '../ui/state.js';
import { html } from '../vendor/lit-html.js';
import { CHAIN, monthOfKey } from './meeting-papers.js';

const ICONS = { meeting: 'calendar', roll_call: 'people', minutes: 'minutes', score_sheet: 'score' };

/** @param {import('../app/context.js').Context} context @param {string} key */
export async function page(context, key) {
  const { i18n, store, unit, replicator } = context;
  /** @type {Record<string, import('../store/record.js').PaperRecord | null>} */ let papers = {};
  let reviews = await readReviews(store, unit.id);
  const read = async () => {
    reviews = await readReviews(store, unit.id);
    const held = async (/** @type {string} */ id) => [id, await store.get(unit.id, id)];
    papers = Object.fromEntries(await Promise.all(CHAIN.flatMap((kind) => [`${kind}:${key}`, reworkId(`${kind}:${key}`)]).map(held)));
  };
  await read();
  const end = store.subscribe(async () => {
    await read();
    context.redraw();
  });
  const of = (/** @type {string} */ kind) => papers[`${kind}:${key}`];
  const row = (/** @type {string} */ kind, /** @type {number} */ place) => {
    const record = of(kind), body = record && shownBody(record), rework = papers[reworkId(`${kind}:${key}`)], reworked = rework && shownBody(rework);
    const state = record && body ? paperState(record, replicator.inFlight.has(`${unit.id} ${record.id}`), reviews.of(record)) : 'none';
    const href = `/app/papers/${kind}:${key}${body?.state === 'sent' ? '/read' : ''}`;
    return html`<li class="row"><a class="row-link" href=${href}>
      <span class="row-name">${icon(ICONS[/** @type {'minutes'} */ (kind)])} ${place + 1}. ${i18n.t(`kind.${kind}`)}</span>
      ${body?.state === 'draft' ? html`<span class="row-text">${i18n.t('meeting.draft', { time: body.saved_at.slice(11, 16) })}</span>` : ''}
      ${reworked ? html`<span class="row-text">${i18n.t('rework.draft', { time: reworked.saved_at.slice(11, 16) })}</span>` : ''}
      ${stateWord(i18n, state)}${icon('next', 'row-go')}</a>
      ${record?.refusal ? redNote(i18n, i18n.t('returned.by_server'), `${record.refusal.message} ${record.refusal.action}`) : ''}</li>`;
  };
  return {
    title: i18n.t('tasks.meeting', { month: monthWords(monthOfKey(key)) }), leave: async () => void end(),
    view: () => {
      const minutes = of('minutes'), receipt = minutes && shownBody(minutes)?.state === 'sent' && paperState(minutes) === 'received' ? minutes.receipts[shownRevision(minutes)] : null;
      const begun = CHAIN.some((kind) => of(kind) && shownBody(/** @type {any} */ (of(kind)))?.state === 'draft');
      const all = CHAIN.every((kind) => of(kind) && shownBody(/** @type {any} */ (of(kind))));
      return frame(i18n, { tab: 'book', back: { href: '/app/', text: i18n.t('tab.tasks') }, title: i18n.t('tasks.meeting', { month: monthWords(monthOfKey(key)) }), under: unit.name, banner: context.banner() }, html`
        ${receipt ? stamp(i18n, receipt) : ''}
        <ol class="rows">${CHAIN.map(row)}</ol>
        ${begun && all ? html`<a class="button button-wide" href="/app/meetings/${key}/check">${i18n.t('meeting.check')}</a>` : ''}
        ${begun && !all ? html`<p class="hint">${i18n.t('meeting.not_yet')}</p>` : ''}
        ${!begun && !all ? html`<p class="hint">${i18n.t('meeting.start')}</p>` : ''}`);
    },
  };
}
