/** What each paper of a meeting takes over from the last ones, so that nobody is asked twice. Pure. */

import { dayOf, daysBetween } from '../lib/time.js';

/** @typedef {Record<string, any>} Answers */

const SHARED = ['chair', 'note_taker', 'assessor'];
const ROLE_ORDER = ['secretary', 'deputy_secretary', 'cell_committee_member'];

/** @param {Answers} from @param {string[]} names @returns {Answers} */
const taken = (from, names) => Object.fromEntries(names.filter((name) => from?.[name] != null).map((name) => [name, from[name]]));

/** Members by role, then by given name, as they are read out. @param {{id: string, answers: Answers}[]} members */
export const inOrder = (members) =>
  [...members].sort((a, b) => {
    const rank = (/** @type {Answers} */ answers) => (ROLE_ORDER.indexOf(answers.role) + ROLE_ORDER.length + 1) % (ROLE_ORDER.length + 1);
    const given = (/** @type {Answers} */ answers) => answers.name.split(' ').at(-1) + answers.name;
    return rank(a.answers) - rank(b.answers) || given(a.answers).localeCompare(given(b.answers), 'vi');
  });

/** A regular meeting is usually on the 3rd; the day of another is not guessed. @param {string} month YYYY-MM @param {string} type @param {Answers} last the plan of the last meeting of this type @returns {Answers} */
export const plan = (month, type, last) => ({
  ...(type === 'regular' && { date: `${month}-03` }), start_time: '19:30', ...taken(last, ['start_time', 'place', ...SHARED]),
});

/** Everybody is present until somebody taps. @param {{id: string, answers: Answers}[]} members @returns {Answers} */
export const rollCall = (members) => ({
  members: inOrder(members).map(({ id, answers }) => ({
    _id: id, name: answers.name, status: answers.status,
    ...(answers.status !== 'exempt' && answers.status !== 'away' && { presence: 'present' }),
  })),
});

/** @param {Answers} meeting the plan @param {Answers} roll the roll call with its counts @param {Answers[]} tasks rows of what was to be done @param {string} clock HH:MM @returns {Answers} */
export const minutes = (meeting, roll, tasks, clock) => ({
  date: dayOf(), started_at: clock, ...taken(meeting, ['date', 'place', ...SHARED]),
  ...(meeting?.start_time && { started_at: meeting.start_time }),
  ...(roll?.members && { official_present: roll.present_official }),
  ...(tasks.length && { follow_up: tasks }),
});

/** What the score sheet can be worked out from; docs/forms.md lists the names. @param {Answers} meeting @param {Answers} roll @param {Answers} record the minutes @param {Answers} [upload] what was put into the handbook app */
export function facts(meeting, roll, record, upload = {}) {
  const minutesOf = (/** @type {string} */ time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const long = record.started_at && record.ended_at ? (minutesOf(record.ended_at) - minutesOf(record.started_at) + 1440) % 1440 : null;
  const speakers = new Set((record.speeches ?? []).map((/** @type {any} */ one) => one.speaker?.member ?? one.speaker?.name).filter(Boolean)).size;
  const tasks = record.follow_up ?? [];
  const done = tasks.filter((/** @type {any} */ one) => one.result === 'done').length;
  const steps = ['current_affairs', 'ideology', 'next_month', 'conclusion', 'speeches'];
  const held = record.date ?? meeting.date;
  return {
    material_days_before: daysBetween(upload.material_on, held), final_days_after: daysBetween(held, upload.final_on),
    minutes_long: long, members: roll.base ?? null, rate: roll.rate ?? null, absent_unexcused: roll.absent_unexcused ?? null,
    speakers_rate: roll.present ? (speakers / roll.present) * 100 : null,
    tasks_rate: tasks.length ? (done / tasks.length) * 100 : null,
    steps_missing: steps.filter((name) => !record[name]?.length).length,
    commendations: (record.commendations ?? []).length, votes: (record.votes ?? []).length,
    assignments: (record.conclusions ?? []).length, has_conclusion: Boolean(record.conclusion), has_draft: Boolean(record.next_month),
    adopted: record.read_and_adopted === true, notified: meeting.notified === true, notified_observer: meeting.notified_observer === true,
  };
}

/** @param {string} month @param {string} type of the meeting @param {{id: string, answers: Answers}[]} members @param {Record<string, number>} suggested points by criterion @returns {Answers} */
export const scoreSheet = (month, type, members, suggested) => ({
  thematic_month: type === 'thematic' || Number(month.slice(5)) % 3 === 0,
  has_committee: members.some(({ answers }) => answers.role === 'deputy_secretary' || answers.role === 'cell_committee_member'),
  scores: Object.fromEntries(Object.entries(suggested).map(([code, points]) => [code, { points, suggested: true }])),
});
