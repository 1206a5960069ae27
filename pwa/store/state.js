/**
 * The words for a paper's state, computed from what the server has confirmed and from nothing else.
 *
 * @typedef {'on_this_phone' | 'sending' | 'received' | import('./reviews.js').Decision} State
 */

import { shownBody, shownRevision } from './record.js';

/** @typedef {import('./record.js').PaperRecord} PaperRecord */

/**
 * `received` only when the very revision that is shown carries a receipt. A refused paper has come back: `returned`.
 * @param {PaperRecord} record @param {boolean} [inFlight] whether a revision of it is in a request now
 * @param {import('./reviews.js').Review | null} [review] of the revision that is shown @returns {State}
 */
export function paperState(record, inFlight = false, review = null) {
  if (record.refusal) return 'returned';
  if (record.edit) return 'on_this_phone';
  if (record.tried.length) return inFlight ? 'sending' : 'on_this_phone';
  if (review) return review.decision;
  const body = shownBody(record);
  return body?.state === 'sent' && record.receipts[shownRevision(record)] ? 'received' : 'on_this_phone';
}

/** Whether something of this paper has never been confirmed by the server. @param {PaperRecord} record */
export const isUnsent = (record) => Boolean(record.edit || record.tried.length);
