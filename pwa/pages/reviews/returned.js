/** The papers that have come back and wait to be answered. */

import { shownBody, shownRevision } from '../../store/record.js';
import { amendmentsOf } from './rework.js';

/**
 * Returned papers of the unit, but for those that a sent amendment has answered.
 * @param {import('../../app/context.js').Context} context @param {import('../../store/reviews.js').Reviews} reviews @returns {Promise<import('../../store/record.js').PaperRecord[]>}
 */
export async function returnedPapers(context, reviews) {
  const { store, unit } = context;
  const records = await Promise.all(reviews.targets('returned').map((id) => store.get(unit.id, id)));
  const found = [];
  for (const record of records) {
    if (!record || reviews.of(record)?.decision !== 'returned') continue;
    const answered = (await amendmentsOf(context, record.id)).map(shownBody).some((body) => body?.state === 'sent' && body.answers.target_rev === shownRevision(record));
    if (!answered) found.push(record);
  }
  return found;
}
