// Several workers over one row of tasks, each with a connection of its own. It never holds more than the tasks it was given.
import { Line } from './line.mjs';

/**
 * Run `task` for every item, `at_once` at a time, each worker on one kept line; gives milliseconds of every call.
 * @template T
 * @param {{ url: string, headers: Record<string, string> }} peer
 * @param {T[]} items
 * @param {number} at_once
 * @param {(line: Line, item: T) => Promise<number>} task gives the milliseconds of its request
 */
export async function onLines(peer, items, at_once, task) {
  const took = /** @type {number[]} */ ([]);
  const waiting = items.values();
  const work = async () => {
    const line = new Line(peer.url, peer.headers);
    for (const item of waiting) took.push(await task(line, item));
    line.close();
  };
  await Promise.all(Array.from({ length: Math.min(at_once, items.length) }, work));
  return took;
}

/**
 * The same without a connection: each task opens its own.
 * @template T
 * @param {T[]} items
 * @param {number} at_once
 * @param {(item: T) => Promise<number>} task
 */
export async function several(items, at_once, task) {
  const took = /** @type {number[]} */ ([]);
  const waiting = items.values();
  const work = async () => {
    for (const item of waiting) took.push(await task(item));
  };
  await Promise.all(Array.from({ length: Math.min(at_once, items.length) }, work));
  return took;
}
