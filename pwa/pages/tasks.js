/** The task list of this month: what, last moment, days left, state. A view of what this phone holds; it needs no network. */

import { daysBetween, day, month as monthWords } from '../i18n/dates.js';
import { dayOf, monthAway, monthOf } from '../lib/time.js';
import { shownBody, shownRevision } from '../store/record.js';
import { paperState } from '../store/state.js';
import { frame, icon } from '../ui/frame.js';
import { stateWord } from '../ui/state.js';
import { html } from '../vendor/lit-html.js';
import { dueOf, taskState } from './due.js';
import { CHAIN, regular } from './meeting-papers.js';

/** @param {import('../app/context.js').Context} context */
export async function page(context) {
  const { i18n, store, unit, replicator } = context, today = dayOf(context.now());
  if (!unit) return { title: i18n.t('tab.tasks'), view: () => frame(i18n, { tab: 'task', title: i18n.t('tasks.title') }, html`<div class="empty"><h2>${i18n.t('tasks.no_unit')}</h2><p>${i18n.t('tasks.no_unit_next')}</p></div>`) };
  const months = [monthAway(monthOf(context.now()), -1), monthOf(context.now()), monthAway(monthOf(context.now()), 1)];
  /** @type {{month: string, records: Record<string, import('../store/record.js').PaperRecord>}[]} */ let held = [];
  let unsent = 0;

  const read = async () => {
    held = await Promise.all(months.map(async (month) => ({
      month, records: Object.fromEntries((await Promise.all(CHAIN.map(async (kind) => [kind, await store.get(unit.id, `${kind}:${regular(month)}`)]))).filter(([, one]) => one)),
    })));
    unsent = await store.countUnsent();
  };
  await read();
  const end = store.subscribe(async () => {
    await read();
    context.redraw();
  });

  const row = (/** @type {typeof held[0]} */ { month, records }) => {
    const due = dueOf(month, shownBody(records.meeting ?? { edit: null, tree: {}, deleted: [], tried: [], bodies: {} })?.answers?.date);
    const state = taskState(CHAIN.map((kind) => records[kind] ?? null), (record) => paperState(record, replicator.inFlight.has(`${record.unit} ${record.id}`)));
    const left = daysBetween(today, due), closed = state === 'received' || state === 'accepted';
    const receipt = records.minutes?.receipts[shownRevision(records.minutes)];
    return html`<li class="row ${closed ? '' : left < 0 ? 'row-over' : left <= 3 ? 'row-soon' : ''}">
      <a class="row-link" href="/app/meetings/${regular(month)}">
        <span class="row-name">${i18n.t('tasks.meeting', { month: monthWords(month) })}</span>
        ${closed ? '' : html`<span class="row-text">${i18n.t('tasks.due', { day: day(due) })}, ${left < 0 ? i18n.t('tasks.over', { days: -left }) : left === 0 ? i18n.t('tasks.today') : i18n.t('tasks.left', { days: left })}</span>`}
        ${stateWord(i18n, state, receipt && closed ? receipt.number : '')}
        ${icon('next', 'row-go')}</a></li>`;
  };
  const wanted = () => held.filter(({ records }, place) => place > 0 || !['received', 'accepted'].includes(taskState(CHAIN.map((kind) => records[kind] ?? null), paperState)));

  return {
    title: i18n.t('tab.tasks'), leave: async () => void end(),
    view: () => frame(i18n, { tab: 'task', title: i18n.t('tasks.title'), under: unit.name, banner: context.banner() }, html`
      <ul class="rows">${wanted().map(row)}</ul>
      <p class="soft">${unsent ? html`<a href="/app/sending">${icon('phone-on')} ${i18n.t('tasks.unsent', { count: unsent })}</a>` : html`${icon('check')} ${i18n.t('tasks.all_sent')}`}</p>`),
  };
}

