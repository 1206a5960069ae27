/**
 * How an obligation stands at a moment: the twin of sync/domain/obligations/standing.py. A view of the record, the papers and two clocks;
 * a paper is done when the server has said so. Changes nothing.
 *
 * @typedef {import('./types.js').Obligation} Obligation
 * @typedef {import('./types.js').PaperSeen} PaperSeen
 * @typedef {import('./types.js').Standing} Standing
 */

import { corrected, dayAt, daysAway, daysFrom, iso, lastMoment, millis } from './clock.js';
import { compare, compareParts } from './exceptions.js';

const BEST = ['done_on_time', 'late_by_network', 'done_late'];

/** Whether a paper of this id is one the obligation asks for; `*` stands for one part. @param {Obligation} obligation @param {string} paper */
export function fulfils(obligation, paper) {
  const parts = paper.split(':');
  return obligation.papers.some((pattern) => {
    const wanted = pattern.split(':');
    return wanted.length === parts.length && wanted.every((one, place) => (one === '*' ? parts[place] !== '' : one === parts[place]));
  });
}

/** The last moment as it is now known: of a report on a meeting, so many days after it. @param {Obligation} obligation @param {PaperSeen[]} [papers] @returns {string} */
export function dueAt(obligation, papers = []) {
  const held = heldOn(obligation, papers);
  if (held === null || obligation.after_meeting === null) return obligation.due_at;
  const last = daysAway(held < obligation.last ? held : obligation.last, obligation.after_meeting), opens = obligation.opens_at.slice(0, 10);
  return lastMoment(last > opens ? last : opens);
}

/** The days to remind on. @param {Obligation} obligation @param {PaperSeen[]} [papers] @returns {string[]} */
export function reminderDays(obligation, papers = []) {
  const held = heldOn(obligation, papers);
  if (held === null || !obligation.reminders_from_meeting.length) return obligation.reminders;
  return obligation.reminders_from_meeting.map((count) => daysAway(held, count));
}

/**
 * @param {Obligation} obligation @param {PaperSeen[]} papers of this unit, any of them
 * @param {string} now by the server's clock: the phone's own time plus the last drift @param {import('./types.js').Waiver[]} [waivers] @returns {Standing}
 */
export function statusOf(obligation, papers, now, waivers = []) {
  const due_at = dueAt(obligation, papers), moment = millis(now), days_left = daysFrom(dayAt(moment), due_at.slice(0, 10));
  const plain = (/** @type {import('./types.js').Status} */ status, /** @type {string | null} */ reason = null, /** @type {string | null} */ overtaken_by = null) => ({
    status, due_at, days_left, clock: null, drift_known: null, done_at: null, received_at: null, paper: null, reason, overtaken_by,
  });
  const [waiver] = waivers.filter((one) => one.unit === obligation.unit && one.obligation === obligation.id).sort((a, b) => compareParts([a.at, a.reason], [b.at, b.reason]));
  if (waiver) return plain('waived', waiver.reason);
  if (obligation.exempt) return plain('exempt', obligation.exempt.reason);
  const done = papers.filter((paper) => paper.state === 'sent' && paper.received_at != null && fulfils(obligation, paper.id)).map((paper) => doneWith(obligation, paper, due_at, days_left));
  if (done.length) return done.sort(better)[0];
  if (moment > millis(due_at)) return plain('overdue', null, overtakenBy(obligation, papers));
  if (moment < millis(obligation.opens_at)) return plain('not_open');
  return plain(days_left <= obligation.soon_days ? 'due_soon' : 'due');
}

/** The received minutes of the very meeting that an obligation asks to plan: what is past is not planned any more. @param {Obligation} obligation @param {PaperSeen[]} papers @returns {string | null} */
function overtakenBy({ kind, paper_id: plan }, papers) {
  if (kind !== 'meeting' || plan === null) return null;
  const minutes = `minutes:${plan.slice(plan.indexOf(':') + 1)}`;
  return papers.some((paper) => paper.id === minutes && paper.state === 'sent' && paper.received_at != null) ? minutes : null;
}

/** @param {Obligation} obligation @param {PaperSeen[]} papers @returns {string | null} */
function heldOn(obligation, papers) {
  if (obligation.after_meeting === null || obligation.paper_id === null) return null;
  const key = obligation.paper_id.slice(obligation.paper_id.indexOf(':') + 1);
  const day = (/** @type {string} */ kind) => papers.flatMap((paper) => (paper.id === `${kind}:${key}` && paper.held_on && isNear(paper.held_on, obligation) ? [paper.held_on] : [])).sort(compare).at(-1);
  return day('minutes') ?? day('meeting') ?? null;
}

/** Whether a text is a day, and not one that lies years away and can only be a slip. @param {string} text @param {Obligation} obligation */
function isNear(text, { last }) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Math.abs(Number(text.slice(0, 4)) - Number(last.slice(0, 4))) > 1) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** @param {Obligation} obligation @param {PaperSeen} paper @param {string} due_at @param {number} days_left @returns {Standing} */
function doneWith(obligation, paper, due_at, days_left) {
  const received = millis(paper.received_at ?? due_at), limit = millis(due_at);
  const byPhone = paper.done_at == null || paper.drift_ms == null ? null : corrected(paper.done_at, paper.drift_ms);
  const onTime = received <= limit, network = !onTime && obligation.grace === 'network' && byPhone !== null && byPhone <= limit;
  return {
    status: onTime ? 'done_on_time' : network ? 'late_by_network' : 'done_late', due_at, days_left, clock: network ? 'device' : 'server',
    drift_known: onTime ? null : byPhone !== null, done_at: byPhone === null ? null : iso(Math.min(byPhone, received)), received_at: iso(received), paper: paper.id, reason: null, overtaken_by: null,
  };
}

/** On time before late by network before late; of the same, what was received first. @param {Standing} a @param {Standing} b */
function better(a, b) {
  return BEST.indexOf(a.status) - BEST.indexOf(b.status) || millis(a.received_at ?? a.due_at) - millis(b.received_at ?? b.due_at) || compare(a.paper ?? '', b.paper ?? '');
}
