/** A store on a fresh IndexedDB with a clock that steps a second a call. */

import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';

import { shownBody } from '../../../pwa/store/record.js';
import { Store } from '../../../pwa/store/store.js';

export const UNIT = 'chi-bo-ban-na-don';
export const MINUTES = 'minutes:2026-11:regular:1';

/** @param {IDBFactory} [factory] of a phone whose app was closed */
export function phone(factory = new IDBFactory()) {
  let ticks = 0;
  const store = new Store('lo-van-panh', { factory, now: () => new Date(Date.UTC(2026, 10, 3, 12, 0, ticks++)).toISOString() });
  return { store, factory };
}

/** @param {Record<string, any>} answers @param {string} [kind] */
export const paper = (answers, kind = 'minutes') =>
  ({ kind, form: kind, version: 1, unit: UNIT, state: 'draft', author: 'lo-van-panh', device: 'd', answers });

/** Signs papers as they stand. @param {Store} store @param {string} unit @param {string[]} ids */
export const sign = async (store, unit, ids) =>
  store.send(unit, await Promise.all(ids.map(async (id) => ({ id, body: shownBody(await store.get(unit, id)) }))));

export const RECEIPT = { number: '7K3M-2QXD', received_at: '2026-11-23T10:00:00+07:00', digest: 'd', key: 'k', signature: 's' };
export const REFUSAL = { code: 'answers_invalid', message: 'Còn chỗ chưa đúng.', action: 'Hãy sửa.', fields: [] };

/** What the server says of documents. @param {any[]} docs @param {Record<string, any>} verdict */
export const verdicts = (docs, verdict) => docs.map((one) => ({ unit: one.unit, id: one._id, rev: one._rev, ...verdict }));
