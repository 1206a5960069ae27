/**
 * Working days, as sync/domain/obligations/holidays.py has them: Monday to Friday without public holidays, and Saturdays worked in
 * exchange. In a year that is not in the data no last day is moved.
 *
 * @typedef {import('./types.js').Calendar} Calendar
 */

import { daysAway } from './clock.js';

const STEP = { none: 0, next_working_day: 1, previous_working_day: -1 };

/** @param {Calendar} calendar @param {string} day */
export const covers = (calendar, day) => calendar.years.some(({ year }) => year === Number(day.slice(0, 4)));

/** The name of the holiday a day is off for. @param {Calendar} calendar @param {string} day @returns {string | null} */
export function holiday(calendar, day) {
  const year = calendar.years.find((one) => one.year === Number(day.slice(0, 4)));
  return year?.holidays.find(({ days }) => days.includes(day))?.name ?? null;
}

/** Whether offices work. @param {Calendar} calendar @param {string} day */
export function isWorking(calendar, day) {
  if (calendar.years.some(({ worked }) => worked?.includes(day))) return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday > 0 && weekday < 6 && holiday(calendar, day) === null;
}

/** The last day after the policy. @param {string} day @param {import('./types.js').Shift} policy @param {Calendar | null} calendar */
export function shifted(day, policy, calendar) {
  let moved = day;
  while (calendar && STEP[policy] && covers(calendar, moved) && !isWorking(calendar, moved)) moved = daysAway(moved, STEP[policy]);
  return calendar && covers(calendar, moved) ? moved : day;
}
