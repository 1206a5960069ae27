// Many branches that come at once after a day without a line: each has papers to push and papers to pull.
//
// By the standard protocol a branch asks 9 times, in CouchDB's order (documentation, "Replication Protocol"): GET the database,
// GET the pull's checkpoint (404), _changes, _bulk_get, PUT the checkpoint; GET the push's checkpoint (404), _revs_diff,
// _bulk_docs with new_edits=false, PUT the checkpoint. By exchange it asks once. Each branch has a connection of its own.
import { gunzipSync, gzipSync } from 'node:zlib';
import { Line, must } from './line.mjs';
import { several } from './several.mjs';

/** @typedef {import('./run.mjs').Job} Job */
/** @typedef {import('./run.mjs').Branch} Branch */

/** @param {Job} job */
export function herd(job) {
  const before = job.branches.map((branch) => ({ ...branch, push: Buffer.from(`{"new_edits":false,"docs":[${branch.papers.join(',')}]}`) }));
  return async () => ({ took: await several(before, job.at_once, (branch) => standard(job, branch)), documents: carried(job) });
}

/** @param {Job} job */
export function exchangeHerd(job) {
  const before = job.branches.map((branch) => ({ ...branch, push: gzipSync(`{"cursor":"","device":"01JBENCH","docs":[${branch.papers.join(',')}]}`) }));
  return async () => ({ took: await several(before, job.at_once, (branch) => exchange(job, branch)), documents: carried(job) });
}

/** @param {Job} job */
function carried(job) {
  return job.branches.reduce((sum, branch) => sum + branch.papers.length + job.pulls, 0);
}

/**
 * @param {Job} job
 * @param {Branch & { push: Buffer }} branch
 */
async function standard(job, branch) {
  const began = performance.now();
  const line = new Line(job.url, { ...job.headers, ...branch.headers });
  const db = `/${branch.db}`;
  must(await line.ask('GET', db), 200);
  await pull(job, line, db);
  await push(line, db, branch);
  line.close();
  return performance.now() - began;
}

/**
 * @param {Job} job
 * @param {Line} line
 * @param {string} db
 */
async function pull(job, line, db) {
  must(await line.ask('GET', `${db}/_local/bench-pull`), 404);
  const changes = JSON.parse(must(await line.ask('GET', `${db}/_changes?style=all_docs&since=0&limit=100`), 200).body.toString());
  const docs = changes.results.flatMap((/** @type {any} */ row) => row.changes.map((/** @type {any} */ one) => ({ id: row.id, rev: one.rev })));
  const came = must(await line.ask('POST', `${db}/_bulk_get?revs=true&latest=true`, JSON.stringify({ docs })), 200);
  const pulled = JSON.parse(came.body.toString()).results.filter((/** @type {any} */ row) => row.docs[0].ok).length;
  if (pulled !== job.pulls) throw new Error(`${pulled} documents came down, not ${job.pulls}`);
  await checkpoint(line, `${db}/_local/bench-pull`, changes.last_seq);
}

/**
 * @param {Line} line
 * @param {string} db
 * @param {Branch & { push: Buffer }} branch
 */
async function push(line, db, branch) {
  must(await line.ask('GET', `${db}/_local/bench-push`), 404);
  const missing = JSON.parse(must(await line.ask('POST', `${db}/_revs_diff`, branch.revs), 200).body.toString());
  if (Object.keys(missing).length !== branch.papers.length) throw new Error('the peer has some of the papers already');
  const answer = must(await line.ask('POST', `${db}/_bulk_docs`, branch.push), 201, 202);
  if (answer.body.includes('"error"')) throw new Error(`refused: ${answer.body.toString().slice(0, 300)}`);
  await checkpoint(line, `${db}/_local/bench-push`, branch.papers.length);
}

/**
 * @param {Line} line
 * @param {string} path
 * @param {unknown} last_seq
 */
async function checkpoint(line, path, last_seq) {
  const history = [{ session_id: 'bench', start_last_seq: 0, end_last_seq: last_seq, recorded_seq: last_seq, docs_read: 20, docs_written: 20 }];
  must(await line.ask('PUT', path, JSON.stringify({ session_id: 'bench', source_last_seq: last_seq, replication_id_version: 4, history })), 201, 202);
}

/**
 * @param {Job} job
 * @param {Branch & { push: Buffer }} branch
 */
async function exchange(job, branch) {
  const began = performance.now();
  const line = new Line(job.exchange_url, branch.headers);
  let portions = await once(line, branch.push);
  const results = portions.flatMap((portion) => portion.results ?? []);
  const refused = results.filter((one) => !one.ok);
  if (results.length !== branch.papers.length || refused.length) throw new Error(`refused: ${JSON.stringify(refused).slice(0, 300)}`);
  let came = changed(portions);
  for (let last = portions.at(-1); last.more; last = portions.at(-1)) {
    portions = await once(line, gzipSync(JSON.stringify({ cursor: last.cursor, device: '01JBENCH', docs: [] })));
    came += changed(portions);
  }
  if (came !== job.pulls) throw new Error(`${came} documents came down, not ${job.pulls}`);
  line.close();
  return performance.now() - began;
}

/** @param {any[]} portions */
const changed = (portions) => portions.reduce((sum, portion) => sum + (portion.changes?.length ?? 0), 0);

/**
 * One exchange; gives its portions, which are lines of the answer where there are several.
 * @param {Line} line
 * @param {Buffer} body
 * @returns {Promise<any[]>}
 */
async function once(line, body) {
  const answer = must(await line.ask('POST', '/sync', body, 'Content-Encoding: gzip\r\nAccept-Encoding: gzip\r\n'), 200);
  const text = answer.head.includes('\r\ncontent-encoding: gzip') ? gunzipSync(answer.body) : answer.body;
  return text.toString().split('\n').filter(Boolean).map((one) => JSON.parse(one));
}
