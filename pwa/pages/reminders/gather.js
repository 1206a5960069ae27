/** What the reminders are made of: the duties of a unit as they stand on this phone, and the meetings of today and tomorrow. No network. */

import { dayAt, daysAway } from '../../obligations/clock.js';
import { shownBody } from '../../store/record.js';
import { assignedTo } from '../visits/assigned.js';

/** @typedef {import('../../reminders/due.js').Duty} Duty */
/** @typedef {import('../../reminders/due.js').Sitting} Sitting */

/** The day it is, by the server's clock as the phone last knew it. @param {import('../../app/context.js').Context} context */
export const today = async ({ store, now }) => dayAt(now().getTime() + ((await store.meta('drift')) ?? 0));

/** @param {import('../tasks/owed.js').Task[]} tasks @param {import('../../store/reviews.js').Reviews} reviews @returns {Duty[]} */
export const dutiesOf = (tasks, reviews) => tasks.map(({ obligation, standing, record, reminders, href }) => ({
  obligation, standing, href, reminders,
  signed: Boolean(record && !record.refusal && !standing.received_at && shownBody(record)?.state === 'sent'),
  returned: Boolean(record && (record.refusal || reviews.of(record)?.decision === 'returned')),
}));

/** The meetings that this unit has planned for the two days, and those this person is to sit in with. @param {import('../../app/context.js').Context} context @param {string} day @returns {Promise<Sitting[]>} */
export async function sittingsOf(context, day) {
  const { store, unit } = context, days = [day, daysAway(day, 1)];
  const months = [...new Set(days.map((one) => one.slice(0, 7)))];
  const plans = (await Promise.all(months.map((month) => store.list(unit.id, `meeting:${month}`)))).flat();
  const own = await Promise.all(plans.map(async (record) => {
    const answers = shownBody(record)?.answers ?? {}, key = record.id.slice('meeting:'.length);
    if (!days.includes(answers.date) || shownBody((await store.get(unit.id, `minutes:${key}`)) ?? record)?.kind === 'minutes') return [];
    return [{ id: record.id, key, day: answers.date, time: answers.start_time ?? '', place: answers.place ?? '', href: `/app/meetings/${key}`, isVisit: false }];
  }));
  const visits = unit.type === 'cell' ? [] : (await assignedTo(context)).filter((one) => days.includes(one.day));
  return [...own.flat(), ...visits.map((one) => ({
    id: one.id, key: one.key, day: one.day, time: one.time, place: context.i18n.unit?.(one.cell) ?? one.cell, href: `/app/papers/${one.id}`, isVisit: true,
  }))].sort((a, b) => (a.day + a.time < b.day + b.time ? -1 : 1));
}
