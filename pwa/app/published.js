/**
 * Forms and scoring templates that administrators have published, fetched when the exchange says that there are others, and kept
 * in the phone's store, so that they are there with no network. A version never changes, so none is fetched twice.
 */

import { dayOf } from '../lib/time.js';

/**
 * `first`, `last`: the days new papers begin with the version; `last` null while it is not retired. `first` is "" for a version of
 * the app that was retired. `files` by `form/<form>/<version>` or `scoring/<id>/<version>`.
 * @typedef {{what: string, name: string, version: number, first: string, last: string | null}} Version
 * @typedef {{digest: string, versions: Version[], files: Record<string, any>}} Published
 * @typedef {{meta: (name: string) => Promise<any>, setMeta: (name: string, value: any) => Promise<void>}} Keeper
 */

const KEPT = 'forms';
const SILENCE = 30_000;

/** What the phone has. @param {Keeper} store @returns {Promise<Published>} */
export const published = async (store) => (await store.meta(KEPT)) ?? { digest: '', versions: [], files: {} };

/**
 * Fetch what is missing, each file kept as it comes; the list counts once all of it is there. Throws when the line breaks: what
 * came is kept.
 * @param {Keeper} store @param {string} wanted digest that the server told @param {typeof fetch} [get] @returns {Promise<boolean>} whether anything is new
 */
export async function catchUp(store, wanted, get = fetch) {
  const kept = await published(store);
  if (!wanted || kept.digest === wanted) return false;
  const { digest, versions } = await json('/api/forms', get);
  for (const { what, name, version, first } of /** @type {Version[]} */ (versions)) {
    const path = `${what}/${name}/${version}`;
    if (!first || kept.files[path]) continue;
    kept.files[path] = await json(`/api/forms/${path}`, get);
    await store.setMeta(KEPT, kept);
  }
  await store.setMeta(KEPT, { ...kept, digest, versions });
  return true;
}

/**
 * The newest version of a form that new papers may begin with.
 * @param {number[]} own versions of the app @param {Version[]} versions @param {string} form @param {Date} now @returns {number}
 */
export function newest(own, versions, form, now) {
  const told = versions.filter((one) => one.what === 'form' && one.name === form), today = dayOf(now);
  const ended = new Set(told.filter((one) => one.last && one.last < today).map((one) => one.version));
  const begun = [...own, ...told.filter((one) => one.first && one.first <= today).map((one) => one.version)];
  return Math.max(...begun.filter((one) => !ended.has(one)));
}

/** @param {string} path @param {typeof fetch} get */
async function json(path, get) {
  // On a line that has died without a word the papers would wait for this.
  const abort = new AbortController(), timer = setTimeout(() => abort.abort(), SILENCE);
  try {
    const response = await get(path, { credentials: 'same-origin', signal: abort.signal });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return await response.json();
  } finally {
    clearTimeout(timer);
  }
}
