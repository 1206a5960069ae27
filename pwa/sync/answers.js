/**
 * Answers to questions, and merges to take back, on their way up: beside the papers of an exchange, kept until the server has told what
 * became of each. What was refused stays, with the reason, until the person has looked at it. Drops nothing by itself.
 */

import { ANSWERS } from '../store/store.js';

/** @typedef {import('../store/answers.js').Queued} Queued */

const MOST = 50;

/** What a request carries of them. @param {Queued[]} queued @returns {{answers?: any[], undo?: any[]}} */
export function toSend(queued) {
  const waiting = queued.filter((one) => !one.refusal), told = (/** @type {boolean} */ back) => waiting.filter((one) => Boolean(one.back) === back).slice(0, MOST).map(plain);
  const answers = told(false), undo = told(true);
  return { ...(answers.length && { answers }), ...(undo.length && { undo }) };
}

/** As the server takes it. @param {Queued} one */
function plain({ id, unit, paper, device, at, question, choices, back }) {
  return back ? { id, unit, paper, rev: back.rev, to: back.to, device, at } : { id, unit, question, choices, device, at };
}

/** @param {import('../store/store.js').Store} store @param {{id: string, ok: boolean, error?: import('../store/record.js').Refusal}[]} answered */
export async function settle(store, answered) {
  const told = new Map(answered.map((one) => [one.id, one])), before = /** @type {Queued[]} */ ((await store.meta(ANSWERS)) ?? []);
  for (const { id, unit, paper } of before.filter((one) => told.has(one.id))) {
    const { ok, error } = /** @type {any} */ (told.get(id));
    await store.changeMeta(ANSWERS, (all) => (ok ? all.filter((/** @type {Queued} */ one) => one.id !== id) : all.map((/** @type {Queued} */ one) => (one.id === id ? { ...one, refusal: error } : one))), { unit, id: paper });
  }
}
