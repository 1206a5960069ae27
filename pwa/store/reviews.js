/**
 * What somebody above said of the papers on this phone. A review is a document of its own beside the paper, about one revision of
 * it; nothing here changes either.
 *
 * @typedef {'accepted' | 'returned' | 'approved' | 'verified' | 'recognised'} Decision
 * @typedef {{decision: Decision, at: string, comments: {path: string, text: string}[], band: string}} Review
 */

import { shownBody, shownRevision } from './record.js';

/** @typedef {import('./record.js').PaperRecord} PaperRecord */

/** The path of a comment about the paper as a whole. */
export const GENERAL = 'answers';
const DECISIONS = new Set(['accepted', 'returned', 'approved', 'verified', 'recognised']);
const FINAL = new Set(['approved', 'recognised']);
const FROZEN_BY_APPROVAL = new Set(['thematic_plan', 'four_good']);

export class Reviews {
  /** @param {PaperRecord[]} records of reviews */
  constructor(records) {
    this._bodies = records.map(shownBody).filter((body) => body?.state === 'sent' && DECISIONS.has(body.answers?.decision));
  }

  /** The review of the very revision that is shown, or null. @param {PaperRecord | null} record @returns {Review | null} */
  of(record) {
    if (!record || record.edit || shownBody(record)?.state !== 'sent') return null;
    const rev = shownRevision(record);
    const answers = this._bodies.findLast((body) => body?.answers.target === record.id && body.answers.target_rev === rev);
    return answers ? told(answers) : null;
  }

  /** The papers of which any revision was met with that decision. @param {Decision} decision @returns {string[]} */
  targets(decision) {
    return [...new Set(this._bodies.filter((body) => body?.answers.decision === decision).map((body) => body?.answers.target))];
  }

  /** Whether the paper has been approved for good: it then changes only by amendment. @param {string} id */
  isFrozen(id) {
    return FROZEN_BY_APPROVAL.has(id.split(':', 1)[0]) && this._bodies.some((body) => body?.answers.target === id && FINAL.has(body.answers.decision));
  }
}

/** @param {import('./record.js').Body} body @returns {Review} */
const told = ({ answers, done_at }) => ({
  decision: answers.decision, at: done_at ?? '', band: answers.official_band ?? '',
  comments: (Array.isArray(answers.comments) ? answers.comments : []).filter((/** @type {any} */ one) => typeof one?.path === 'string' && typeof one.text === 'string'),
});

/** The comments about a field or something in it. @param {Review | null} review @param {string} path */
export const commentsAt = (review, path) => (review?.comments ?? []).filter((one) => one.path === path || one.path.startsWith(`${path}.`));

/** The comments that stand at no field that is shown. @param {Review | null} review @param {string[]} shown paths */
export const elsewhere = (review, shown) =>
  (review?.comments ?? []).filter((one) => !shown.some((path) => one.path === path || one.path.startsWith(`${path}.`)));

/** The reviews of a unit's papers, or of one paper. @param {import('./store.js').Store} store @param {string} unit @param {string} [id] */
export const readReviews = async (store, unit, id = '') => new Reviews(await store.list(unit, id ? `review:${id}:` : 'review:'));
