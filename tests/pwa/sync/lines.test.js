/** An answer read line by line, however it is cut into chunks and wherever it ends. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readLines } from '../../../pwa/sync/lines.js';

const TEXT = '{"a":"một"}\n{"b":"họp — 𝄞"}\n\n{"c":3}\n', LINES = ['{"a":"một"}', '{"b":"họp — 𝄞"}', '{"c":3}'];
const bytes = new TextEncoder().encode(TEXT);

/** @param {Uint8Array[]} chunks @param {Error} [error] */
const answer = (chunks, error) => new Response(new ReadableStream({
  pull(stream) {
    const next = chunks.shift();
    if (next) stream.enqueue(next);
    else if (error) stream.error(error);
    else stream.close();
  },
}));
const readAll = async (response, take = async (_lines) => {}) => {
  const lines = [];
  let came = 0;
  const whole = await readLines(response, async (some) => { await take(some); lines.push(...some); }, (count) => (came += count));
  return { lines, whole, came };
};

test('cut into chunks at any byte it is the same', async () => {
  for (let at = 0; at <= bytes.length; at++) {
    const chunks = [bytes.slice(0, at), bytes.slice(at)].filter((one) => one.length);
    assert.deepEqual(await readAll(answer(chunks)), { lines: LINES, whole: true, came: bytes.length });
  }
});

test('when the connection dies, every complete line before that is taken and half a line is not', async () => {
  for (let at = 0; at <= bytes.length; at++) {
    const complete = new TextDecoder().decode(bytes.slice(0, at)).split('\n').slice(0, -1).filter(Boolean);
    const { lines, whole } = await readAll(answer([bytes.slice(0, at)].filter((one) => one.length), new TypeError('network')));
    assert.deepEqual([lines, whole], [complete, false]);
  }
});

test('the last line needs no end', async () => {
  assert.deepEqual((await readAll(new Response('{"a":1}'))).lines, ['{"a":1}']);
});

test('where there are no streams the whole text is read', async () => {
  assert.deepEqual(await readAll({ body: null, text: async () => TEXT }), { lines: LINES, whole: true, came: bytes.length });
});

test('lines that come while others are being kept wait their turn, then go together', async () => {
  const chunks = Array.from({ length: 30 }, (_, n) => new TextEncoder().encode(`${n}\n`)), calls = [];
  let busy = false, open = () => {};
  const opened = new Promise((resolve) => { open = () => resolve(undefined); });
  const response = answer(chunks);
  const done = readLines(response, async (lines) => {
    assert.equal(busy, false);
    busy = true;
    calls.push(lines);
    await opened;
    busy = false;
  }, (_count) => { if (!chunks.length) open(); });
  assert.equal(await done, true);
  assert.deepEqual(calls.flat(), Array.from({ length: 30 }, (_, n) => String(n)));
  assert.ok(calls.length < 30);
});

test('what could not be kept is told, and nothing more is read', async () => {
  let pulled = 0;
  const endless = new Response(new ReadableStream({
    pull(stream) {
      pulled += 1;
      stream.enqueue(new TextEncoder().encode('line\n'));
    },
  }, { highWaterMark: 0 }));
  await assert.rejects(readAll(endless, async () => { throw new Error('QuotaExceededError'); }), /Quota/);
  assert.ok(pulled < 50, `${pulled}`);
});
