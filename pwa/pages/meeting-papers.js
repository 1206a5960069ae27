/** The papers of one meeting: opening one makes it, filled in from what is known. */

import { check, fieldsOf } from '../forms/check.js';
import { suggestions } from '../forms/scoring.js';
import { clockOf, dayOf, isoWithOffset } from '../lib/time.js';
import { shownBody } from '../store/record.js';
import * as prefill from './prefill.js';

export const CHAIN = ['meeting', 'roll_call', 'minutes', 'score_sheet'];
/** What a meeting of each type leaves behind. Only the regular one is scored; the committee calls its roll in the minutes. @type {Record<string, string[]>} */
const CHAINS = { regular: CHAIN, thematic: CHAIN.slice(0, 3), committee: ['meeting', 'minutes'], extraordinary: CHAIN.slice(0, 3) };

/** @typedef {import('../app/context.js').Context} Context */

/** The address part and id part of a meeting: `2026-11:regular:1`. @param {string} month */
export const regular = (month) => `${month}:regular:1`;

/** The month of a meeting key. @param {string} key */
export const monthOfKey = (key) => key.slice(0, 7);

/** The type of a meeting, of its key. @param {string} key */
export const typeOfKey = (key) => key.split(':')[1];

/** The papers of a meeting in their order, with what is there already though its type does not ask for it. @param {string} key @param {(kind: string) => boolean} [isThere] */
export const chainOf = (key, isThere = () => false) => CHAIN.filter((kind) => (CHAINS[typeOfKey(key)] ?? CHAIN).includes(kind) || isThere(kind));

/** The type of the meeting as its papers say it, where their form asks. @param {import('../forms/types.js').Definition} definition @param {string} id @returns {Record<string, string>} */
export const typedBy = (definition, id) => (fieldsOf(definition).some((field) => field.name === 'meeting_type') && CHAIN.includes(definition.form) ? { meeting_type: typeOfKey(id.slice(id.indexOf(':') + 1)) } : {});

/** What may be written of a meeting beside what its type asks for. @param {string} key */
export const offeredOf = (key) => (['thematic', 'extraordinary'].includes(typeOfKey(key)) ? ['score_sheet'] : []);

/** The key of the next meeting of a type in the month of a day: the first number that no paper has. @param {string} type @param {string} day YYYY-MM-DD @param {string[]} ids of papers that are there */
export function nextKey(type, day, ids) {
  const taken = new Set(ids.map((id) => id.slice(id.indexOf(':') + 1)));
  for (let number = 1; number < 99; number += 1) if (!taken.has(`${day.slice(0, 7)}:${type}:${number}`)) return `${day.slice(0, 7)}:${type}:${number}`;
  return `${day.slice(0, 7)}:${type}:99`;
}

/** @param {Context} context @param {string} id @returns {Promise<Record<string, any>>} answers, empty when there is none */
export async function answersOf({ store, unit }, id) {
  const record = await store.get(unit.id, id);
  return (record && shownBody(record)?.answers) || {};
}

/** The cell's members. @param {Context} context @returns {Promise<{id: string, answers: Record<string, any>}[]>} */
export async function membersOf({ store, unit }) {
  const records = await store.list(unit.id, 'member:');
  return records.map((record) => ({ id: record.id, answers: shownBody(record)?.answers ?? {} }));
}

/** Earlier and later meetings of one type apart: by month, then by number. @param {string} key */
const orderOf = (key) => `${monthOfKey(key)} ${key.split(':')[2].padStart(3, '0')}`;

/** The same paper of the last meeting of this type before this one, this year's or the last's. @param {Context} context @param {string} kind @param {string} key @returns {Promise<{id: string, answers: Record<string, any>}>} */
export async function lastPaper({ store, unit }, kind, key) {
  const year = Number(key.slice(0, 4)), keyOf = (/** @type {string} */ id) => id.slice(kind.length + 1);
  for (const one of [year, year - 1]) {
    const before = (await store.list(unit.id, `${kind}:${one}-`))
      .filter(({ id }) => typeOfKey(keyOf(id)) === typeOfKey(key) && orderOf(keyOf(id)) < orderOf(key))
      .map((record) => ({ id: record.id, answers: shownBody(record)?.answers ?? {} })).filter(({ answers }) => Object.keys(answers).length);
    if (before.length) return before.reduce((last, other) => (orderOf(keyOf(other.id)) > orderOf(keyOf(last.id)) ? other : last));
  }
  return { id: '', answers: {} };
}

/** @param {Context} context @param {string} kind @param {string} key @returns {Promise<Record<string, any>>} */
export const lastAnswers = async (context, kind, key) => (await lastPaper(context, kind, key)).answers;

/** The paper's record, made and filled in when there is none yet. @param {Context} context @param {string} id @param {Record<string, any>} [given] answers it begins with */
export async function openPaper(context, id, given = {}) {
  if (id.startsWith('rework:')) return (await import('./reviews/rework.js')).openRework(context, id);
  const { store, unit, profile } = context, known = await store.get(unit.id, id);
  if (known && shownBody(known)) return known;
  const [kind] = id.split(':', 1), key = id.slice(kind.length + 1);
  const definition = await context.forms.latest(kind);
  await store.begin(unit.id, id, {
    kind, form: kind, version: definition.version, unit: unit.id, state: 'draft', author: profile.account.username,
    device: context.device, saved_at: isoWithOffset(), answers: { ...typedBy(definition, id), ...await first(context, kind, key), ...given },
  });
  return store.get(unit.id, id);
}

/** The roll call with what its form counts. @param {Context} context @param {string} key @returns {Promise<Record<string, any>>} */
async function countedRoll(context, key) {
  const roll = await answersOf(context, `roll_call:${key}`);
  return { ...roll, ...check(await context.forms.latest('roll_call'), roll).calculated };
}

/** The score sheet with what its form counts; empty when there is none. @param {Context} context @param {string} key @returns {Promise<Record<string, any>>} */
async function scoredSheet(context, key) {
  const sheet = await answersOf(context, `score_sheet:${key}`);
  return sheet.scores ? { ...sheet, ...check(await context.forms.latest('score_sheet'), sheet, await context.forms.templates()).calculated } : sheet;
}

/** What was to be done, for the minutes that ask after it. @param {Context} context @param {string} key */
async function lastTasks(context, key) {
  const { tasksToFollow } = await import('./follow/tasks.js'), { store, unit } = context;
  const tasks = (await store.list(unit.id, 'task:')).map((record) => shownBody(record)?.answers ?? {});
  return tasksToFollow(typeOfKey(key), await lastPaper(context, 'minutes', key), tasks);
}

/** @param {Context} context @param {string} key of the resolution: the meeting's, and which one of it */
async function firstResolution(context, key) {
  const meeting = key.slice(0, key.lastIndexOf(':')), { resolutionAnswers } = await import('./follow/resolution.js');
  const [minutes, roll, sheet] = await Promise.all([answersOf(context, `minutes:${meeting}`), countedRoll(context, meeting), scoredSheet(context, meeting)]);
  const number = await (await import('./numbers/number.js')).nextNumber(context.store, context.unit.id, `resolution:${key}`);
  return resolutionAnswers(meeting, minutes, roll, sheet, number, context.unit.recipients);
}

/** @param {Context} context @param {string} key of the meeting */
async function firstUpload(context, key) {
  const handbook = await import('./follow/handbook.js');
  const [plan, minutes] = await Promise.all(['meeting', 'minutes'].map((kind) => answersOf(context, `${kind}:${key}`)));
  return handbook.firstUpload(plan, minutes, context.profile.account.name);
}

/** @param {Context} context @param {string} kind @param {string} key */
async function first(context, kind, key) {
  const month = monthOfKey(key);
  switch (kind) {
    case 'meeting':
      return prefill.plan(month, typeOfKey(key), await lastAnswers(context, 'meeting', key));
    case 'roll_call':
      return prefill.rollCall(await membersOf(context));
    case 'minutes':
      return prefill.minutes(await answersOf(context, `meeting:${key}`), await countedRoll(context, key), await lastTasks(context, key), clockOf(context.now()));
    case 'score_sheet': {
      const [meeting, record, upload] = await Promise.all(['meeting', 'minutes', 'handbook_upload'].map((one) => answersOf(context, `${one}:${key}`)));
      const counted = await countedRoll(context, key);
      const scores = fieldsOf(await context.forms.latest('score_sheet')).find((field) => field.type === 'scores');
      const template = await context.forms.template(scores?.template ?? '', scores?.template_version ?? 0);
      return prefill.scoreSheet(month, typeOfKey(key), await membersOf(context), suggestions(template, prefill.facts(meeting, counted, record, upload)));
    }
    case 'thematic_plan':
    case 'four_good':
      return { year: Number(key) };
    case 'read_mark':
      return { of: `orientation:${key}`, read_on: dayOf(context.now()) };
    case 'visit':
      return (await import('./visits/first.js')).firstVisit(context, key);
    case 'handbook_upload':
      return firstUpload(context, key);
    case 'resolution':
      return firstResolution(context, key);
    default:
      return {};
  }
}
