/** Reads cases from the standard input, one JSON a line, and tells what the phone's engine makes of each. */

import { createInterface } from 'node:readline';

import { freeze } from '../../../pwa/obligations/making.js';
import { reminderDays, statusOf } from '../../../pwa/obligations/standing.js';
import { made } from './golden.js';

for await (const line of createInterface({ input: process.stdin })) {
  const one = JSON.parse(line), records = freeze([], made(one));
  console.log(JSON.stringify(records.map((record) => [record, statusOf(record, one.papers, one.now, one.waivers), reminderDays(record, one.papers)])));
}
