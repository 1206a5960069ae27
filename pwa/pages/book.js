/** The unit's book: the meetings of a cell, newest first, its other papers, and what this person may begin. */

import { month as monthWords, day } from '../i18n/dates.js';
import { shownBody, shownRevision } from '../store/record.js';
import { readReviews } from '../store/reviews.js';
import { paperState } from '../store/state.js';
import { frame, icon } from '../ui/frame.js';
import { stateWord } from '../ui/state.js';
import { html } from '../vendor/lit-html.js';
import { taskState } from './tasks/chain-state.js';
import { writesHere } from './begin/offers.js';
import { CHAIN, chainOf, regular } from './meeting-papers.js';
import { monthOf } from '../lib/time.js';
import { paperName } from './labels.js';
import { OTHERS, fresh, othersIn } from './others.js';

/** @param {import('../app/context.js').Context} context */
export async function page(context) {
  const { i18n, store, unit } = context;
  const read = async () => {
    const records = unit ? (await Promise.all(CHAIN.map((kind) => store.list(unit.id, `${kind}:`)))).flat() : [];
    const reviews = await readReviews(store, unit?.id ?? '');
    /** @type {Map<string, Record<string, any>>} */ const meetings = new Map();
    for (const record of records) {
      const [kind] = record.id.split(':', 1), key = record.id.slice(kind.length + 1);
      meetings.set(key, { ...meetings.get(key), [kind]: record });
    }
    const others = unit ? othersIn((await Promise.all(OTHERS.map((kind) => store.list(unit.id, `${kind}:`)))).flat()) : [];
    const begin = unit ? fresh(unit, context.now(), (id) => others.some((one) => one.record.id === id)) : [];
    return { reviews, meetings, others, begin, keys: [...meetings.keys()].sort().reverse() };
  };
  let { reviews, meetings, others, begin, keys } = await read();
  const isCell = !unit || unit.type === 'cell', end = store.subscribe(async () => {
    ({ reviews, meetings, others, begin, keys } = await read());
    context.redraw();
  });
  const row = (/** @type {string} */ key) => {
    const papers = meetings.get(key) ?? {}, state = taskState(CHAIN.map((kind) => papers[kind] ?? null), (one) => paperState(one, false, reviews.of(one)), chainOf(key).includes('score_sheet'));
    const [month, type] = key.split(':'), date = (papers.minutes ?? papers.meeting) && shownBody(papers.minutes ?? papers.meeting)?.answers?.date;
    const receipt = papers.minutes?.receipts[shownRevision(papers.minutes)];
    return html`<li class="row"><a class="row-link" href="/app/meetings/${key}"><span class="row-name">${i18n.t(`type.${type}`)} ${monthWords(month)}</span>
      <span class="row-text">${date ? day(date) : ''}${receipt ? ` · ${receipt.number}` : ''}</span>${stateWord(i18n, state)}${icon('next', 'row-go')}</a></li>`;
  };
  return {
    title: i18n.t('tab.book'), leave: async () => void end(),
    view: () => frame(i18n, { tab: 'book', title: i18n.t(isCell ? 'book.title' : 'book.papers'), under: unit?.name }, html`
      <p><a class="back" href="/app/search">${icon('search')} ${i18n.t('search.title')}</a></p>${isCell ? meetingsView() : ''}${othersView()}`),
  };

  function othersView() {
    const name = (/** @type {any} */ { record, body }) => body.answers?.title || body.answers?.what || paperName(record.id, i18n);
    const kindOf = (/** @type {any} */ { record }) => i18n.t(`kind.${record.id.split(':', 1)[0]}`);
    if (!isCell && !others.length) return html`<p class="soft">${i18n.t('book.no_papers')}</p>`;
    return isCell || others.length || begin.length ? html`<section class="section"><h2>${i18n.t('book.others')}</h2>
      ${others.length ? html`<ul class="rows">${others.map((one) => html`<li class="row"><a class="row-link" href="/app/papers/${one.record.id}${one.body?.state === 'sent' ? '/read' : ''}">
        <span class="row-name">${name(one)}</span>${kindOf(one) === name(one) ? '' : html`<span class="row-text">${kindOf(one)}</span>`}${stateWord(i18n, paperState(one.record, false, reviews.of(one.record)))}${icon('next', 'row-go')}</a></li>`)}</ul>` : ''}
      ${begin.length ? html`<div class="buttons">${begin.map((id) => html`<a class="button button-quiet" href="/app/papers/${id}">${icon('add')} ${paperName(id, i18n)}</a>`)}</div>` : ''}
      ${isCell && unit ? html`<p><a href="/app/members">${icon('people')} ${i18n.t('members.title')}</a></p>` : ''}</section>` : '';
  }

  function meetingsView() {
    const writes = unit && writesHere(unit, 'meeting'), more = writes ? html`<div class="buttons"><a class="button button-quiet" href="/app/meetings/new">${icon('add')} ${i18n.t('new_meeting.title')}</a></div>` : '';
    if (!keys.length && !writes) return html`<p class="soft">${i18n.t('book.empty')}</p>`;
    const years = [...new Set(keys.map((key) => key.slice(0, 4)))], of = (/** @type {string} */ year) => keys.filter((key) => key.startsWith(year));
    return keys.length
      ? html`<ul class="rows">${of(years[0]).map(row)}</ul>${more}${years.slice(1).map((year) => html`<details class="folded"><summary>${i18n.t('book.year', { year, count: of(year).length })}</summary><ul class="rows">${of(year).map(row)}</ul></details>`)}`
      : html`<div class="empty"><h2>${i18n.t('book.empty')}</h2><p>${i18n.t('book.empty_next')}</p><a class="button" href="/app/meetings/${regular(monthOf(context.now()))}">${i18n.t('book.open')}</a></div>${more}`;
  }
}
