/** The phone measures at each exchange how far its clock is off, and keeps it with what the exchange brought. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { exchange } from '../../../pwa/sync/exchange.js';
import { MINUTES, paper, phone, RECEIPT, sign, UNIT, verdicts } from '../store/phone.js';

const HOUR = 3_600_000;

/** A server whose clock is `ahead` of the phone's; without `now` in its answer when that is null. @param {number | null} ahead */
const serverAhead = (ahead) => async (/** @type {string} */ _, /** @type {any} */ { body, headers }) => {
  const text = headers['Content-Encoding'] ? await new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream('gzip'))).text() : new TextDecoder().decode(body);
  const { docs, clock } = JSON.parse(text);
  const now = ahead === null ? {} : { now: new Date(Date.parse(clock) + ahead).toISOString() };
  return Response.json({ cursor: 'c', more: false, ...now, results: verdicts(docs, { ok: true, receipt: RECEIPT }), changes: [] });
};

for (const ahead of [0, 5 * HOUR, -24 * HOUR]) {
  test(`a clock that is ${ahead / HOUR} hours behind is known with the receipt`, async () => {
    const { store } = phone();
    await store.save(UNIT, MINUTES, paper({ place: 'Nà Đon' }));
    await sign(store, UNIT, [MINUTES]);
    await exchange({ store, device: 'd', fetch: /** @type {any} */ (serverAhead(ahead)) });
    assert.equal(await store.meta('drift'), ahead);
    const [receipt] = Object.values((await store.get(UNIT, MINUTES))?.receipts ?? {});
    assert.deepEqual([receipt.drift_ms, receipt.number], [ahead, RECEIPT.number]);
  });
}

test('an answer that tells no time leaves what was known', async () => {
  const { store } = phone();
  await store.setMeta('drift', 7);
  await exchange({ store, device: 'd', fetch: /** @type {any} */ (serverAhead(null)) });
  assert.equal(await store.meta('drift'), 7);
});
