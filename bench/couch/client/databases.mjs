// Making, filling, counting and deleting databases, outside of every clock. Only names that the job gives are touched.
import { must } from './line.mjs';
import { onLines } from './several.mjs';

/** @typedef {import('./run.mjs').Job} Job */

const AT_ONCE = 8;

/**
 * Make every branch's database and put its seeds in.
 * @param {Job} job
 */
export function seed(job) {
  return async () => {
    const took = await onLines(job, job.branches, AT_ONCE, async (line, branch) => {
      const made = must(await line.ask('PUT', `/${branch.db}`), 201, 202);
      if (branch.seeds.length) must(await line.ask('POST', `/${branch.db}/_bulk_docs`, `{"new_edits":false,"docs":[${branch.seeds.join(',')}]}`), 201, 202);
      return made.milliseconds;
    });
    return { took, documents: 0 };
  };
}

/**
 * Count what each branch holds, and the bytes its file takes; throws where a document is missing.
 * @param {Job} job
 */
export function count(job) {
  return async () => {
    let bytes = 0;
    const took = await onLines(job, job.branches, AT_ONCE, async (line, branch) => {
      const answer = must(await line.ask('GET', `/${branch.db}`, undefined, headerLines(branch.headers)), 200);
      const info = JSON.parse(answer.body.toString());
      if (info.doc_count < job.limit) throw new Error(`${branch.db} holds ${info.doc_count} documents, not ${job.limit}`);
      bytes += info.sizes.file;
      return answer.milliseconds;
    });
    return { took, documents: 0, bytes };
  };
}

/** @param {Record<string, string>} headers */
const headerLines = (headers) => Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`).join('');

/**
 * Delete every branch's database.
 * @param {Job} job
 */
export function drop(job) {
  return async () => ({
    took: await onLines(job, job.branches, AT_ONCE, async (line, branch) => must(await line.ask('DELETE', `/${branch.db}`), 200, 202, 404).milliseconds),
    documents: 0,
  });
}
