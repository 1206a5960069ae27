/** What a resolution takes over from the signed minutes of its meeting, so that nothing is written twice. Pure. */

import { ulid } from '../../lib/ulid.js';

/** @typedef {Record<string, any>} Answers */

/**
 * What the minutes do not say is left out.
 * @param {string} meeting key @param {Answers} minutes @param {Answers} roll with its counts @param {Answers} sheet with its counts @param {number} number @param {string[]} [recipients] of the unit
 * @returns {Answers}
 */
export function resolutionAnswers(meeting, minutes, roll, sheet, number, recipients = []) {
  const rows = (/** @type {Answers[] | undefined} */ some, /** @type {(one: Answers) => Answers} */ told) => (some ?? []).map((one) => ({ _id: ulid(), ...given(told(one)) }));
  const vote = (minutes.votes ?? []).at(-1) ?? {};
  return given({
    number, issued_on: minutes.date, place: minutes.place, meeting: `meeting:${meeting}`,
    title: minutes.theme, official_members: roll.total_official, members: roll.base, present: roll.present, chair: minutes.chair, note_taker: minutes.note_taker,
    review: minutes.last_month_note, previous_tasks: rows(minutes.follow_up, ({ task, who, result, note }) => ({ task, who, result, note })),
    commendations: (minutes.commendations ?? []).map((/** @type {Answers} */ one) => `${one.member?.name ?? ''}: ${one.text ?? ''}`).join('\n'),
    limits: minutes.weaknesses, content: minutes.conclusion ?? minutes.next_month,
    tasks: rows(minutes.conclusions, ({ what, who, by }) => ({ what, who, by })),
    self_total: sheet.total, self_band: sheet.band, weaknesses: sheet.weaknesses,
    official_present: minutes.official_present, for: vote.for, against: vote.against, other: vote.other,
    signer: minutes.chair, on_behalf_of: meeting.split(':')[1] === 'committee' ? 'committee' : 'cell', recipients: recipients.join('\n'),
  });
}

/** @param {Answers} answers @returns {Answers} */
const given = (answers) => Object.fromEntries(Object.entries(answers).filter(([, value]) => value != null && value !== '' && !(Array.isArray(value) && !value.length)));
