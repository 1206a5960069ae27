// One reading of the changes feed from its beginning, as a peer that has nothing yet reads it.
import { Line, must } from './line.mjs';

/** @typedef {import('./run.mjs').Job} Job */

/**
 * `_changes?job.query`, with at most `job.limit` rows.
 * @param {Job} job
 */
export function changes(job) {
  return async () => {
    const line = new Line(job.url, job.headers);
    const answer = must(await line.ask('GET', `/${job.db}/_changes?${job.query}&limit=${job.limit}`), 200);
    line.close();
    return { took: [answer.milliseconds], documents: job.limit, check: () => rows(answer.body, job.limit) };
  };
}

/**
 * @param {Buffer} body
 * @param {number} expected
 */
function rows(body, expected) {
  const came = JSON.parse(body.toString()).results.length;
  if (came !== expected) throw new Error(`${came} rows came, not ${expected}`);
}
