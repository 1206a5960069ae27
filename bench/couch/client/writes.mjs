// `_bulk_docs` and single PUTs of documents that are new to the database. Bodies are made before the clock starts.
import { must } from './line.mjs';
import { onLines } from './several.mjs';

/** @typedef {import('./run.mjs').Job} Job */

/**
 * `_bulk_docs`, `job.batch` documents a request, `job.at_once` requests in flight.
 * @param {Job} job
 */
export function bulk(job) {
  const bodies = /** @type {Buffer[]} */ ([]);
  for (let start = 0; start < job.documents.length; start += job.batch) {
    bodies.push(Buffer.from(`{"docs":[${job.documents.slice(start, start + job.batch).join(',')}]}`));
  }
  return async () => {
    const took = await onLines(job, bodies, job.at_once, async (line, body) => {
      const answer = must(await line.ask('POST', `/${job.db}/_bulk_docs`, body), 201, 202);
      if (answer.body.includes('"error"')) throw new Error(`refused: ${answer.body.toString().slice(0, 300)}`);
      return answer.milliseconds;
    });
    return { took, documents: job.documents.length };
  };
}

/**
 * One PUT a document, `job.at_once` connections.
 * @param {Job} job
 */
export function puts(job) {
  const tasks = job.documents.map((text) => ({ path: `/${job.db}/${encodeURIComponent(JSON.parse(text)._id)}`, body: Buffer.from(text) }));
  return async () => {
    const took = await onLines(job, tasks, job.at_once, async (line, { path, body }) => must(await line.ask('PUT', path, body), 201, 202).milliseconds);
    return { took, documents: tasks.length };
  };
}
