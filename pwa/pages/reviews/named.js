/** What a paper's id says about its pages: of what kind it is, where it leads back to, and what follows its last section. Pure. */

import { reworked } from '../../store/rework.js';
import { CHAIN } from '../meeting-papers.js';

/**
 * @typedef {{id: string, target: string, kind: string, key: string, isRework: boolean, inMeeting: boolean, back: string, onward: string}} Named
 *   `target` is the paper itself, of a rework too; `inMeeting`: whether it is checked and sent with the other papers of its meeting
 */

/** @param {string} id @returns {Named} */
export function named(id) {
  const target = reworked(id) ?? id, isRework = target !== id, [kind] = target.split(':', 1), key = target.slice(kind.length + 1);
  const inMeeting = CHAIN.includes(kind) && !isRework, meeting = `/app/meetings/${key}`;
  // What was put into the handbook app is begun at its meeting, but sent by itself.
  const home = inMeeting || kind === 'handbook_upload' ? meeting : '/app/book';
  return {
    id, target, kind, key, isRework, inMeeting,
    back: isRework ? `/app/papers/${target}/read` : home,
    onward: inMeeting ? meeting : `/app/papers/${id}/check`,
  };
}
