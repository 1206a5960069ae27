/**
 * Questions about what two people wrote differently, as this phone holds them, and the answers that wait to go up. An answer is kept
 * until the server has taken it; nothing here changes a paper: the server makes the next revision of it.
 *
 * @typedef {{take: 'value' | 'both' | 'own', value?: number, own?: any}} Choice
 * @typedef {{author?: string, device?: string, saved_at?: string, rev: string, value?: any}} Said
 * @typedef {{path: string[], values: Said[], answer?: any}} Asked
 * @typedef {{_id: string, paper: string, form: string, version: number, reason: string, state: string, fields: Asked[]}} Question
 * @typedef {{id: string, unit: string, paper: string, device: string, at: string, question?: string, choices?: Record<string, Choice>,
 *   back?: {rev: string, to: string, author: string}, refusal?: import('./record.js').Refusal}} Queued `back`: a merge to take back
 */

import { nfc } from '../lib/text.js';
import { isoWithOffset } from '../lib/time.js';
import { ulid } from '../lib/ulid.js';
import { documentAt, leavesOf, shownBody, shownRevision } from './record.js';
import { ANSWERS } from './store.js';

/** @typedef {import('./store.js').Store} Store */

const choosing = (/** @type {string} */ question) => `choosing:${question}`;

/** @param {Store} store @returns {Promise<Queued[]>} */
export const queued = async (store) => (await store.meta(ANSWERS)) ?? [];

/** The questions of a unit, or of one paper, that are open, and whose answer is not on its way. @param {Store} store @param {string} unit @param {string} [paper] @returns {Promise<Question[]>} */
export async function openQuestions(store, unit, paper = '') {
  const waiting = new Set((await queued(store)).filter((one) => !one.refusal).map((one) => one.question));
  return (await store.list(unit, paper ? `conflict:${paper}:` : 'conflict:')).map((record) => /** @type {any} */ (shownBody(record)))
    .filter((body) => body.state === 'open' && !waiting.has(body._id) && (!paper || body.paper === paper));
}

/** @param {Store} store @param {string} unit @param {string} id @returns {Promise<Question | null>} */
export async function readQuestion(store, unit, id) {
  const record = await store.get(unit, id);
  return record ? /** @type {any} */ (shownBody(record)) : null;
}

/** The fields that nobody has answered yet, with their place in the question. @param {Question} question */
export const unanswered = (question) => question.fields.map((asked, place) => ({ asked, place })).filter(({ asked }) => !asked.answer);

/** Whether the values can stand together: texts and lists can, a date or a number cannot. @param {Asked} asked */
export function canKeepBoth({ values }) {
  const said = values.filter((one) => 'value' in one).map((one) => one.value);
  return said.length > 1 && (said.every((one) => typeof one === 'string' && one.includes(' ')) || said.every(Array.isArray));
}

/** What the paper will say. @param {Asked} asked @param {Choice} choice */
export function chosen({ values }, choice) {
  if (choice.take === 'own') return choice.own;
  if (choice.take === 'value') return values[choice.value ?? 0]?.value;
  const said = values.filter((one) => 'value' in one).map((one) => one.value);
  return typeof said[0] === 'string' ? said.join('\n') : said.flat();
}

/** What was chosen so far and not given yet. @param {Store} store @param {string} question @returns {Promise<Record<string, Choice>>} */
export const chosenSoFar = async (store, question) => (await store.meta(choosing(question))) ?? {};

/** Autosave. @param {Store} store @param {string} question @param {Record<string, Choice>} choices */
export const keepChosen = (store, question, choices) => store.setMeta(choosing(question), choices);

/** The answer goes up with the next exchange; on disk when this resolves. @param {Store} store @param {string} unit @param {Question} question @param {Record<string, Choice>} choices @param {string} device */
export async function giveAnswer(store, unit, question, choices, device) {
  await put(store, { id: ulid(), unit, paper: question.paper, device, at: isoWithOffset(), question: question._id, choices: nfc(choices) },
    (one) => one.question !== question._id);
}

/** The paper goes back to what one person wrote, with the next exchange. @param {Store} store @param {string} unit @param {string} paper @param {{rev: string, to: string, author: string}} back @param {string} device */
export async function takeBack(store, unit, paper, back, device) {
  await put(store, { id: ulid(), unit, paper, device, at: isoWithOffset(), back }, (one) => one.back?.rev !== back.rev);
}

/** @param {Store} store @param {Queued} made @param {(one: Queued) => boolean} stays of those that wait already */
const put = (store, made, stays) => store.changeMeta(ANSWERS, (all) => [...(all ?? []).filter(stays), made], { unit: made.unit, id: made.paper });

/** A refused answer has been looked at; the server keeps it in its inbox. @param {Store} store @param {Queued} seen */
export const forget = (store, seen) => store.changeMeta(ANSWERS, (all) => (all ?? []).filter((/** @type {Queued} */ one) => one.id !== seen.id), { unit: seen.unit, id: seen.paper });

/**
 * What a paper that a merge has made was made of, as far as this phone knows: whose words, and the revision that holds them. Empty
 * for any other paper, and once somebody has gone on with it.
 * @param {import('./record.js').PaperRecord} record @returns {{rev: string, of: {rev: string, author: string, device: string}[]}}
 */
export function madeOf(record) {
  const rev = shownRevision(record), body = record.bodies[rev], of = new Map();
  if (record.edit || record.tried.length || body?.device !== 'merge') return { rev, of: [] };
  const graves = leavesOf(record).map((leaf) => documentAt(record, leaf)).filter((one) => one._deleted && one.how === 'made');
  const buried = (/** @type {string} */ into) => graves.filter((one) => one.merged_into === into);
  const add = (/** @type {string} */ at, /** @type {any} */ by) => {
    const inner = buried(at);
    if (!inner.length) of.set(at, { rev: at, author: by?.author ?? '', device: by?.device === 'merge' ? '' : by?.device ?? '' });
    else walk(at, inner, by);
  };
  const walk = (/** @type {string} */ made, /** @type {any[]} */ inner, /** @type {any} */ by) => {
    if (record.tree[made]) add(record.tree[made], record.bodies[record.tree[made]] ?? { author: by?.author });
    for (const grave of inner) add(record.tree[grave._rev] ?? '', grave);
  };
  const own = buried(rev);
  if (own.length) walk(rev, own, body);
  of.delete('');
  return { rev, of: [...of.values()] };
}
