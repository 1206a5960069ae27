/**
 * A sent paper that is worked over: the draft is a document of its own (`rework:<paper>`), so that what was sent is never hidden.
 * Pure: the records are changed, and kept by whoever calls, both in one transaction.
 */

import { putEdit, shownBody, shownRevision } from './record.js';

/** @typedef {import('./record.js').PaperRecord} PaperRecord */
/** @typedef {import('./record.js').Body} Body */

const PREFIX = 'rework:';

/** @param {string} id of a paper */
export const reworkId = (id) => `${PREFIX}${id}`;

/** The paper that a rework is of, null for the id of anything else. @param {string} id */
export const reworked = (id) => (id.startsWith(PREFIX) ? id.slice(PREFIX.length) : null);

/** What a rework begins with: all that was sent. @param {Body} sent @returns {Body} */
export const begun = ({ form, version, unit, answers }) => ({ kind: 'rework', form, version, unit, state: 'draft', answers: structuredClone(answers) });

/**
 * The rework becomes the paper's next sent revision, on top of what was sent before, and is itself deleted.
 * @param {PaperRecord} paper @param {PaperRecord} rework @param {Body} signed answers, author and device @param {string} at
 */
export function sendAgain(paper, rework, signed, at) {
  const body = shownBody(rework), kind = paper.id.split(':', 1)[0];
  if (!body) throw new Error(`${rework.id} is not here`);
  putEdit(paper, { ...body, ...signed, kind, state: 'sent', saved_at: at, done_at: at }, at);
  paper.refusal = null;
  if (shownRevision(rework)) putEdit(rework, { unit: rework.unit }, at, true);
  else rework.edit = null;
  rework.refusal = null;
}

/** Whether what the server refused stands on a sent revision: as a draft of the paper it could never go up. @param {PaperRecord} paper */
export const isRefusedAgain = ({ edit, bodies }) => Boolean(edit?.held && bodies[edit.parent]?.state === 'sent');

/** What was refused is worked over again where that is possible, with the server's words. @param {PaperRecord} paper @param {PaperRecord} rework @param {string} at */
export function backToRework(paper, rework, at) {
  if (!paper.edit) return;
  const { kind: _kind, done_at: _done, ...body } = paper.edit.body;
  putEdit(rework, { ...body, kind: 'rework', state: 'draft' }, at);
  if (rework.edit) rework.edit.held = true;
  rework.refusal = paper.refusal;
  paper.edit = paper.refusal = null;
}
