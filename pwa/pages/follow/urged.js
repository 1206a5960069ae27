/** Which urgings nobody here has answered yet. Pure. */

import { shownBody } from '../../store/record.js';
import { copiesIn } from '../library/copies.js';

/** @typedef {import('../../store/record.js').PaperRecord} PaperRecord */

/**
 * By the day an answer is asked for, those without one last. `begun`: an answer is being written.
 * @param {PaperRecord[]} copies @param {PaperRecord[]} answers @returns {{copy: import('../library/copies.js').Copy, begun: boolean, by: string}[]}
 */
export function unanswered(copies, answers) {
  const states = (/** @type {string} */ source) => answers.map((one) => shownBody(one)).filter((body) => body?.answers?.of === source).map((body) => body?.state);
  return copiesIn(copies).filter(({ kind, source }) => kind === 'urge' && !states(source).includes('sent'))
    .map((copy) => ({ copy, begun: states(copy.source).includes('draft'), by: typeof copy.paper.answers?.answer_by === 'string' ? copy.paper.answers.answer_by : '' }))
    .sort((a, b) => ((a.by || '9999') < (b.by || '9999') ? -1 : 1));
}
