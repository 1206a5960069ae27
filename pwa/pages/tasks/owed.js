/**
 * What this person's unit owes, and how it stands: the frozen records that came by exchange, and what the phone works out itself
 * where none came yet. A view of what is on the phone; it needs no network and changes nothing.
 *
 * @typedef {import('../../obligations/types.js').Obligation} Obligation
 * @typedef {import('../../obligations/types.js').Standing} Standing
 * @typedef {import('../../store/record.js').PaperRecord} PaperRecord
 * @typedef {{obligation: Obligation, standing: Standing, record: PaperRecord | null, reminders: string[], href: string}} Task `reminders`: the days to remind on
 * @typedef {{store: import('../../store/store.js').Store, unit: import('../../app/session.js').UnitOfPerson, forms: {has: (form: string) => Promise<boolean>}, now: Date}} Asked
 */

import { dayAt, daysAway, iso } from '../../obligations/clock.js';
import { freeze, obligationsAhead, obligationsFor } from '../../obligations/making.js';
import { fulfils, reminderDays, statusOf } from '../../obligations/standing.js';
import { shownBody } from '../../store/record.js';
import { published } from './rules.js';

/** How long what is done, forgiven or exempt is still told. */
const DAYS_BACK = 31;
export const CLOSED = new Set(['done_on_time', 'done_late', 'late_by_network', 'exempt', 'waived']);
/** Whether there is nothing to do any more. @param {Standing} standing */
export const isClosed = ({ status, overtaken_by }) => CLOSED.has(status) || overtaken_by !== null;
const OF_MEETING = new Set(['meeting', 'roll_call', 'minutes', 'score_sheet']);

/** All of them, by last moment. @param {Asked} asked @returns {Promise<Task[]>} */
export async function tasksOf({ store, unit, forms, now }) {
  const drift = (await store.meta('drift')) ?? 0, at = iso(now.getTime() + drift), day = dayAt(now.getTime() + drift);
  const obligations = await recordsOf(store, unit, day), records = await papersFor(store, unit.id, obligations);
  const seen = records.flatMap(seenOf), waivers = unit.deadlines?.waivers ?? [], oldest = daysAway(day, -DAYS_BACK);
  const tasks = obligations.map((obligation) => {
    const standing = statusOf(obligation, seen, at, waivers), fitting = records.filter((one) => fulfils(obligation, one.id));
    return { obligation, standing, record: fitting.find(({ id }) => id === standing.paper) ?? fitting[0] ?? null, reminders: reminderDays(obligation, seen) };
  });
  const told = tasks.filter(({ standing }) => !isClosed(standing) || standing.due_at.slice(0, 10) >= oldest);
  return Promise.all(told.map(async (one) => ({ ...one, href: await addressOf(one, day, forms) })));
}

/** @param {import('../../store/store.js').Store} store @param {Asked['unit']} unit @param {string} day @returns {Promise<Obligation[]>} */
async function recordsOf(store, unit, day) {
  const frozen = (await store.list(unit.id, 'obligation:')).map((one) => shownBody(one)?.obligation).filter(Boolean);
  if (!unit.deadlines) return freeze(frozen, []);
  const { rules, calendar } = await published(), { facts, overrides = [], exemptions = [] } = unit.deadlines;
  const around = { calendar, overrides, exemptions };
  return freeze(frozen, [...obligationsFor(facts, rules, daysAway(day, -DAYS_BACK), day, around), ...obligationsAhead(facts, rules, day, around)]);
}

/** The papers that may fulfil them, the plans that tell the day of a meeting, and the minutes of one held without its plan. @param {import('../../store/store.js').Store} store @param {string} unit @param {Obligation[]} obligations */
async function papersFor(store, unit, obligations) {
  const beside = (/** @type {Obligation} */ { after_meeting: after, kind }) => (after !== null ? 'meeting' : kind === 'meeting' ? 'minutes' : '');
  const asked = obligations.flatMap((one) => [...one.papers, ...(one.paper_id && beside(one) ? [`${beside(one)}:${one.paper_id.slice(one.paper_id.indexOf(':') + 1)}`] : [])]);
  // By kind and year: few questions, and no paper of years ago is read.
  const prefixes = new Set(asked.map((pattern) => (/^[a-z_]+:\d{4}/.exec(pattern) ?? [pattern.split('*')[0]])[0]));
  return (await Promise.all([...prefixes].map((prefix) => store.list(unit, prefix)))).flat();
}

/** One for each receipt, as each may be the one in time; a paper without any is here all the same, for the day it tells. @param {PaperRecord} record */
export function seenOf(record) {
  const body = shownBody(record), held_on = body?.answers?.date ?? null, { id } = record;
  const receipts = Object.entries(record.receipts).map(([rev, receipt]) => (
    { id, state: 'sent', held_on, received_at: receipt.received_at, drift_ms: receipt.drift_ms ?? null, done_at: record.bodies[rev]?.done_at ?? null }));
  return receipts.length ? receipts : [{ id, state: body?.state ?? 'draft', held_on }];
}

/** Where the paper is written or read; '' where the phone has no page for it. @param {{obligation: Obligation, record: PaperRecord | null}} task @param {string} day @param {Asked['forms']} forms */
async function addressOf({ obligation, record }, day, forms) {
  if (OF_MEETING.has(obligation.kind)) {
    const id = record?.id ?? obligation.paper_id ?? obligation.papers.find((one) => one.includes(day.slice(0, 7))) ?? obligation.papers[0];
    return `/app/meetings/${id.slice(id.indexOf(':') + 1).replace('*', '1')}`;
  }
  const id = record?.id ?? obligation.paper_id;
  if (!id || !(await forms.has(obligation.kind))) return '';
  return `/app/papers/${id}${record && shownBody(record)?.state === 'sent' ? '/read' : ''}`;
}
