// The client program: `node run.mjs JOB.json`. Prints "ready", waits for a line on its standard input, does the job, and prints
// one line of JSON: what it took. The same program, job by job, for every peer. Whatever goes wrong ends it with an error.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { changes } from './changes.mjs';
import { count, drop, seed } from './databases.mjs';
import { exchangeHerd, herd } from './herd.mjs';
import { wire } from './line.mjs';
import { bulk, puts } from './writes.mjs';

/** @typedef {{ db: string, headers: Record<string, string>, papers: string[], seeds: string[], revs: string }} Branch */
/**
 * @typedef {object} Job
 * @property {string} work
 * @property {string} url where the databases are
 * @property {string} exchange_url the server itself
 * @property {Record<string, string>} headers
 * @property {string} db
 * @property {number} batch
 * @property {number} at_once
 * @property {number} limit
 * @property {number} pulls
 * @property {string} query
 * @property {string} folder
 * @property {string[]} documents one JSON text each
 * @property {Branch[]} branches
 * @property {any} [ends]
 */

const pouch = () => import('./pouchdb_replication.mjs');
/** @type {Record<string, (job: Job) => any>} */
const WORKS = {
  bulk, puts, changes, herd, exchangeHerd, seed, count, drop,
  pouchPush: async (job) => (await pouch()).pouchPush(job),
  pouchPull: async (job) => (await pouch()).pouchPull(job),
};

/** @param {string} file one JSON text a line */
const lines = (file) => (file ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);

/** @param {number[]} sorted @param {number} part */
const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

const given = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const job = { ...given, documents: lines(given.documents), branches: lines(given.branches).map((line) => JSON.parse(line)) };
const work = await WORKS[job.work](job);
console.log('ready');
for await (const _ of createInterface({ input: process.stdin })) break;
const before = { ...wire };
const cpu = process.cpuUsage();
const began = performance.now();
const told = await work();
const seconds = (performance.now() - began) / 1000;
const spent = process.cpuUsage(cpu);
const sorted = told.took.toSorted((/** @type {number} */ a, /** @type {number} */ b) => a - b);
console.log(JSON.stringify({
  seconds, documents: told.documents, requests: told.requests ?? wire.requests - before.requests, up: wire.up - before.up, down: wire.down - before.down,
  p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), client_ms: (spent.user + spent.system) / 1000, bytes: told.bytes ?? 0,
}));
told.check?.();
process.exit(0);
