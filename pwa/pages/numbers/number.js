/**
 * The number of a resolution: proposed here, given by the server, which may give the next one where another resolution has that already.
 * A view of what this phone holds; as in sync/domain/numbering/official.py.
 */

import { mayWrite } from '../../access/access.js';
import { shownBody } from '../../store/record.js';

/** @typedef {import('../../app/context.js').Context} Context */
/** @typedef {{number: number, proposed: number, takenBy: string, also: {paper: string, number: number}[], givenAt: string}} Official */

const KIND = 'resolution', TERM_YEARS = 5, TOLD_DAYS = 60;

/** The term of a paper: numbers begin anew with each. @param {string} id */
const termOf = (id) => { const year = Number(id.split(':')[1].slice(0, 4)); return year - (year % TERM_YEARS); };

/** As it stands on paper. @param {number} number */
export const written = (number) => `${String(number).padStart(2, '0')}-NQ/CB`;

/** @param {import('../../store/store.js').Store} store @param {string} unit @param {string} id @returns {Promise<any[]>} */
const given = async (store, unit, id) => (await store.list(unit, `official_number:${KIND}:${termOf(id)}:`)).map((record) => shownBody(record));

/** @param {any[]} rows @param {string} id @returns {Official | null} */
function of(rows, id) {
  const [own] = rows.filter((row) => row.paper === id).sort((a, b) => a.number - b.number);
  if (!own) return null;
  const also = rows.filter((row) => row.paper !== id && row.proposed === own.number && row.number !== own.number);
  return { number: own.number, proposed: own.proposed, takenBy: own.taken_by ?? '', givenAt: own.given_at, also: also.map(({ paper, number }) => ({ paper, number })) };
}

/** What the server has given a paper; null while it has not. @param {import('../../store/store.js').Store} store @param {string} unit @param {string} id */
export const officialNumber = async (store, unit, id) => (id.startsWith(`${KIND}:`) ? of(await given(store, unit, id), id) : null);

/** The number to propose: behind all that were given or proposed in the term. @param {import('../../store/store.js').Store} store @param {string} unit @param {string} id */
export async function nextNumber(store, unit, id) {
  const papers = (await store.list(unit, `${KIND}:`)).filter((record) => record.id !== id && termOf(record.id) === termOf(id));
  const proposed = papers.map((record) => shownBody(record)?.answers?.number).filter(Number.isInteger);
  return Math.max(0, ...proposed, ...(await given(store, unit, id)).map((row) => row.number)) + 1;
}

/** Resolutions that were lately given another number than they proposed, for who writes them. @param {Context} context @returns {Promise<(Official & {paper: string})[]>} */
export async function movedLately({ store, unit, now }) {
  if (!mayWrite(unit, KIND)) return [];
  const rows = (await store.list(unit.id, `official_number:${KIND}:`)).map((record) => /** @type {any} */ (shownBody(record)));
  const fresh = rows.filter((row) => row.number !== row.proposed && now().getTime() - Date.parse(row.given_at) < TOLD_DAYS * 86_400_000);
  return fresh.flatMap(({ paper }) => { const official = of(rows, paper); return official ? [{ paper, ...official }] : []; });
}
