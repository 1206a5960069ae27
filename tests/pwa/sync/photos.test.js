/** Photos go up in pieces: whatever the line does, they arrive whole, once, and only then do they stop waiting. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { getPhoto, keepPhoto, waitingPhotos } from '../../../pwa/store/photos.js';
import { sendPhotos } from '../../../pwa/sync/photos.js';
import { MINUTES, UNIT, paper, phone } from '../store/phone.js';
import { PhotoDoor } from './photo-door.js';

const SIZE = 70_000;

/** @param {number} seed @param {number} [size] */
const picture = (seed, size = SIZE) => Uint8Array.from({ length: size }, (_, place) => (place * 31 + seed * 7) % 251).buffer;

/** A phone whose minutes name `count` photos, and a door. @param {number} [count] */
async function begin(count = 1) {
  const { store } = phone(), door = new PhotoDoor(), photos = [];
  for (let seed = 1; seed <= count; seed++) photos.push(await keepPhoto(store, UNIT, picture(seed), '2026-11-03T21:00:00.000+07:00'));
  await store.save(UNIT, MINUTES, paper({ photos }));
  const send = (/** @type {any} */ more = {}) => sendPhotos({ store, fetch: /** @type {any} */ (door.fetch), ...more });
  return { store, door, photos, send };
}

/** @param {PhotoDoor} door @param {any[]} photos */
const arrived = (door, photos) => photos.every(({ digest }) => door.photos.has(`${UNIT} ${digest}`));

test('a photo goes up in pieces and waits no more', async () => {
  const { store, door, photos, send } = await begin();
  const told = await send();
  assert.deepEqual({ ...told }, { up: SIZE, sent: 1, left: 0, failed: false, result: 'ok' });
  assert.ok(arrived(door, photos));
  assert.deepEqual(door.requests.map(({ method, offset }) => [method, offset]), [0, 16384, 32768, 49152, 65536].map((offset) => ['PATCH', offset]));
  assert.equal((await waitingPhotos(store)).length, 0);
  assert.equal(await store.hasPhotos(), false);
  assert.ok((await getPhoto(store, UNIT, photos[0].digest))?.data, 'the picture stays to be seen');
});

for (const how of /** @type {const} */ (['before', 'after'])) {
  test(`a line that is cut ${how} any request: it goes on from there, and nothing goes twice but what was in flight`, async () => {
    for (let at = 0; at < 12; at++) {
      const { store, door, photos, send } = await begin(2);
      door.cut = (place) => (place === at ? how : '');
      const first = await send();
      door.cut = () => '';
      if (first.failed) {
        assert.equal(first.result, 'no_signal');
        assert.ok((await waitingPhotos(store)).length > 0);
        const second = await send();
        assert.deepEqual([second.failed, second.left], [false, 0]);
      }
      assert.ok(arrived(door, photos), `cut ${how} request ${at}`);
      assert.equal((await waitingPhotos(store)).length, 0);
      const sent = door.requests.reduce((sum, one) => sum + one.bytes, 0);
      assert.ok(sent <= 2 * SIZE + 16384, `${sent} bytes for ${2 * SIZE}`);
    }
  });
}

test('a line that dies after every second request still brings a photo up', async () => {
  const { door, photos, send } = await begin();
  door.cut = (place) => (place % 2 ? 'after' : '');
  let turns = 0;
  while ((await send()).failed) assert.ok(++turns < 20);
  assert.ok(arrived(door, photos));
});

test('text that waits stops it between two pieces, which is no failure', async () => {
  const { store, door, photos, send } = await begin();
  let asked = 0;
  const told = await send({ stop: () => ++asked > 3 });
  assert.deepEqual([told.result, told.failed, told.left], ['stopped', false, 1]);
  assert.equal(door.requests.length, 2);
  assert.equal((await waitingPhotos(store)).length, 1);
  await send();
  assert.ok(arrived(door, photos));
});

test('an upload the server has forgotten begins again', async () => {
  const { door, photos, send } = await begin();
  door.cut = (place) => (place === 2 ? 'before' : '');
  await send();
  door.uploads.clear();
  await send();
  assert.ok(arrived(door, photos));
});

test('a server that forgets in the middle is followed back, but not for ever', async () => {
  const { door, photos, send } = await begin();
  door.instead = () => (door.requests.length === 3 ? (door.uploads.clear(), null) : null);
  assert.equal((await send()).failed, false);
  assert.ok(arrived(door, photos));
  const other = await begin();
  other.door.instead = () => (other.door.uploads.clear(), null);
  assert.equal((await other.send()).result, 'upload_offset_wrong');
  assert.ok(other.door.requests.length < 12);
});

test('a photo whose last answer was lost is not sent again', async () => {
  const { store, door, send } = await begin();
  door.cut = (place) => (place === 4 ? 'after' : '');
  await send();
  const before = door.requests.length;
  await send();
  assert.deepEqual(door.requests.slice(before).map(({ method }) => method), ['HEAD']);
  assert.equal((await waitingPhotos(store)).length, 0);
});

test('no answer but the door\'s own ends the waiting', async () => {
  const portal = () => new Response('<html>Đăng nhập wifi</html>', { status: 200 });
  const bold = () => new Response(null, { status: 204, headers: { 'Upload-Offset': String(SIZE) } });
  const wild = () => new Response(null, { status: 201, headers: { 'Upload-Offset': '999999' } });
  const broken = () => new Response('oops', { status: 502 });
  for (const [answer, result] of /** @type {[() => Response, string][]} */ ([[portal, 'no_signal'], [bold, 'internal'], [wild, 'no_signal'], [broken, 'internal']])) {
    const { store, door, send } = await begin();
    door.instead = answer;
    const told = await send();
    assert.deepEqual([told.result, told.failed], [result, true]);
    assert.equal((await waitingPhotos(store)).length, 1);
    // Nor when the same answers the question how far it is.
    assert.equal((await send()).failed, true);
    assert.equal((await waitingPhotos(store)).length, 1);
  }
});

test('a session that has ended stops everything and loses nothing', async () => {
  const { store, door, send } = await begin(2);
  door.instead = () => Response.json({ error: { code: 'session_missing' } }, { status: 401 });
  assert.equal((await send()).result, 'session_missing');
  assert.equal(door.requests.length, 1);
  assert.equal((await waitingPhotos(store)).length, 2);
});

test('a photo the server will never take is told and waits no more; the next one passes', async () => {
  const { store, door, photos, send } = await begin(2);
  door.instead = () => (door.requests.length === 1 ? Response.json({ error: { code: 'photo_malformed' } }, { status: 422 }) : null);
  const told = await send();
  assert.deepEqual([told.result, told.sent], ['photo_malformed', 1]);
  assert.equal((await getPhoto(store, UNIT, photos[0].digest))?.refused, 'photo_malformed');
  assert.equal((await waitingPhotos(store)).length, 0);
});

test('a photo damaged on the way is sent again; one damaged on this phone is not', async () => {
  const { store, door, photos, send } = await begin();
  door.instead = () => (door.requests.length === 5 ? (door.uploads.clear(), Response.json({ error: { code: 'attachment_digest_wrong' } }, { status: 422 })) : null);
  assert.equal((await send()).result, 'attachment_digest_wrong');
  assert.equal((await send()).failed, false);
  assert.ok(arrived(door, photos));
  const { unit, digest } = { unit: UNIT, digest: 'a'.repeat(64) };
  await store.database.run('readwrite', (tx) => void tx.objectStore('photos').put({ unit, digest, data: picture(9), taken_at: '', kept_at: 1, waiting: 1 }), ['photos']);
  await store.save(UNIT, MINUTES, paper({ photos: [{ digest }] }));
  assert.equal((await send()).result, 'attachment_digest_wrong');
  assert.equal((await waitingPhotos(store)).length, 0);
});

test('a silent line is given up', async () => {
  const { send } = await begin();
  const silent = (/** @type {string} */ _url, /** @type {any} */ { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
  assert.equal((await send({ fetch: silent, silence: 5 })).result, 'no_signal');
});
