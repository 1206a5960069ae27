// npm `pouchdb` as the other peer: a push of a local database and a pull into an empty one, with PouchDB's own defaults.
// Its local store is leveldb in a folder that the caller makes and removes.
import path from 'node:path';
import PouchDB from 'pouchdb';

/** @typedef {import('./run.mjs').Job} Job */

/** @param {Job} job */
function ends(job) {
  const send = (/** @type {any} */ url, /** @type {any} */ options) => {
    for (const [name, value] of Object.entries(job.headers)) options.headers.set(name, value);
    requests += 1;
    return PouchDB.fetch(url, options);
  };
  let requests = 0;
  const remote = new PouchDB(`${job.url}/${job.db}`, { fetch: send, skip_setup: true });
  const local = new PouchDB(path.join(job.folder, job.work), { adapter: 'leveldb' });
  return { remote, local, asked: () => requests };
}

/**
 * @param {Job} job
 * @param {(remote: any, local: any) => Promise<any>} replicate
 */
async function timed(job, replicate) {
  const { remote, local, asked } = job.ends ?? ends(job);
  const began = performance.now();
  const told = await replicate(remote, local);
  const took = [performance.now() - began];
  if (!told.ok || told.docs_written < job.limit || told.doc_write_failures) throw new Error(`replication: ${JSON.stringify(told).slice(0, 300)}`);
  return { took, documents: told.docs_written, requests: asked() };
}

/** @param {Job} job */
export async function pouchPush(job) {
  job.ends = ends(job);
  const told = await job.ends.local.bulkDocs(job.documents.map((text) => JSON.parse(text)));
  if (told.some((/** @type {any} */ one) => one.error)) throw new Error('PouchDB did not take the documents');
  return () => timed(job, (remote, local) => local.replicate.to(remote));
}

/** @param {Job} job */
export function pouchPull(job) {
  return () => timed(job, (remote, local) => local.replicate.from(remote));
}
