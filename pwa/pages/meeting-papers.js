/** The papers of one meeting: opening one makes it, filled in from what is known. */

import { check, fieldsOf } from '../forms/check.js';
import { suggestions } from '../forms/scoring.js';
import { clockOf, dayOf, isoWithOffset, monthAway } from '../lib/time.js';
import { shownBody } from '../store/record.js';
import * as prefill from './prefill.js';

export const CHAIN = ['meeting', 'roll_call', 'minutes', 'score_sheet'];
/** @type {[string, number]} */
export const SCORING = ['hd42-local', 1];

/** @typedef {import('../app/context.js').Context} Context */

/** The address part and id part of a meeting: `2026-11:regular:1`. @param {string} month */
export const regular = (month) => `${month}:regular:1`;

/** The month of a meeting key. @param {string} key */
export const monthOfKey = (key) => key.slice(0, 7);

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

/** The same paper of the last regular meeting before this one. @param {Context} context @param {string} kind @param {string} key */
export async function lastAnswers(context, kind, key) {
  for (let back = 1; back <= 3; back++) {
    const found = await answersOf(context, `${kind}:${regular(monthAway(monthOfKey(key), -back))}`);
    if (Object.keys(found).length) return found;
  }
  return {};
}

/** The paper's record, made and filled in when there is none yet. @param {Context} context @param {string} id */
export async function openPaper(context, id) {
  if (id.startsWith('rework:')) return (await import('./reviews/rework.js')).openRework(context, id);
  const { store, unit, profile } = context, known = await store.get(unit.id, id);
  if (known && shownBody(known)) return known;
  const [kind] = id.split(':', 1), key = id.slice(kind.length + 1);
  const definition = await context.forms.latest(kind);
  const typed = fieldsOf(definition).some((field) => field.name === 'meeting_type') && { meeting_type: key.split(':')[1] };
  await store.save(unit.id, id, {
    kind, form: kind, version: definition.version, unit: unit.id, state: 'draft', author: profile.account.username,
    device: context.device, saved_at: isoWithOffset(), answers: { ...typed, ...await first(context, kind, key) },
  });
  return store.get(unit.id, id);
}

/** The roll call with what its form counts. @param {Context} context @param {string} key @returns {Promise<Record<string, any>>} */
async function countedRoll(context, key) {
  const roll = await answersOf(context, `roll_call:${key}`);
  return { ...roll, ...check(await context.forms.latest('roll_call'), roll).calculated };
}

/** @param {Context} context @param {string} kind @param {string} key */
async function first(context, kind, key) {
  const month = monthOfKey(key);
  switch (kind) {
    case 'meeting':
      return prefill.plan(month, await lastAnswers(context, 'meeting', key));
    case 'roll_call':
      return prefill.rollCall(await membersOf(context));
    case 'minutes':
      return prefill.minutes(await answersOf(context, `meeting:${key}`), await countedRoll(context, key), await lastAnswers(context, 'minutes', key), clockOf(context.now()));
    case 'score_sheet': {
      const [meeting, record] = await Promise.all(['meeting', 'minutes'].map((one) => answersOf(context, `${one}:${key}`)));
      const counted = await countedRoll(context, key);
      const template = await context.forms.template(SCORING[0], SCORING[1]);
      return prefill.scoreSheet(month, await membersOf(context), suggestions(template, prefill.facts(meeting, counted, record)));
    }
    case 'thematic_plan':
    case 'four_good':
      return { year: Number(key) };
    case 'read_mark':
      return { of: `orientation:${key}`, read_on: dayOf(context.now()) };
    default:
      return {};
  }
}
