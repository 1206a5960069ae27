/** Reminders in the service worker: what is shown, where a tap leads, and that what became of them reaches the server once, sooner or later. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Window, worker } from './worker.js';

const SCRIPTS = ['kept', 'telling', 'notifications', 'subscription'];
const ORIGIN = 'https://sohop.test', MORNING = new Date('2026-11-04T08:00:00+07:00'), EVENING = new Date('2026-11-04T16:00:00+07:00');
const push = (/** @type {any} */ more = {}) => JSON.stringify({ web_push: 8030, notification: { title: 'Còn 2 ngày', body: 'Biên bản', lang: 'vi', navigate: '/app/meetings/2026-11:regular:1', tag: 'minutes', app_badge: 2, data: { reminder: 'r1' }, ...more } });

/** A server that takes events, or answers with `status`; null: no signal. @param {{status: number | null}} line */
function server(line) {
  /** @type {any[][]} */ const came = [];
  const fetch = async (/** @type {string} */ url, /** @type {any} */ { body }) => {
    if (line.status === null) throw new TypeError('no signal');
    assert.equal(url, '/api/push/events');
    if (line.status === 204) came.push(JSON.parse(body));
    return { ok: line.status === 204, status: line.status };
  };
  return { came, fetch };
}
const plain = (/** @type {any} */ value) => JSON.parse(JSON.stringify(value));

test('a push becomes a notification in its own words, with two things to do', () => {
  const { notificationOf } = worker(SCRIPTS), { title, options, badge } = notificationOf(push(), ORIGIN, MORNING);
  assert.deepEqual([title, options.body, options.tag, badge], ['Còn 2 ngày', 'Biên bản', 'minutes', 2]);
  assert.deepEqual(plain(options.actions.map((/** @type {any} */ one) => one.title)), ['Mở', 'Nhắc lại chiều nay']);
  assert.equal(notificationOf(push(), ORIGIN, EVENING).options.actions[1].title, 'Nhắc lại sáng mai');
  assert.equal(notificationOf(push({ lang: 'en' }), ORIGIN, MORNING).options.actions[0].title, 'Open');
});

test('what a push service kept until the night comes without a sound', () => {
  const { notificationOf } = worker(SCRIPTS), quiet = ['21:00', '07:00'];
  const at = (/** @type {string} */ clock, /** @type {any} */ hours = quiet) => notificationOf(push({ data: { reminder: 'r1', quiet: hours } }), ORIGIN, new Date(`2026-11-04T${clock}:00+07:00`)).options.silent;
  assert.deepEqual(['20:59', '21:00', '23:59', '00:00', '06:59', '07:00'].map((clock) => at(clock)), [false, true, true, true, true, false]);
  assert.deepEqual([at('13:00', ['12:00', '14:00']), at('14:00', ['12:00', '14:00']), at('23:00', 'never'), at('23:00', null)], [true, false, false, false]);
});

test('what cannot be read is shown in general words, and leads nowhere but into the app', () => {
  const { notificationOf } = worker(SCRIPTS);
  for (const text of [null, '', 'x', '[]', '{}', 'null', '{"notification": 3}']) {
    const { title, options, badge } = notificationOf(text, ORIGIN, MORNING);
    assert.deepEqual([title, options.body, options.data.path, badge], ['Sổ Họp', 'Đồng chí có việc cần xem.', '/app/', null], String(text));
  }
  for (const navigate of ['https://elsewhere.test/app/', '//elsewhere.test/app/', 'javascript:alert(1)', '/log-in', 7, null]) {
    assert.equal(notificationOf(push({ navigate }), ORIGIN, MORNING).options.data.path, '/app/', String(navigate));
  }
  assert.equal(notificationOf(push({ navigate: `${ORIGIN}/app/me?unit=x#y` }), ORIGIN, MORNING).options.data.path, '/app/me?unit=x#y');
});

test('what became of a reminder is kept with no signal and told once there is one', async () => {
  const line = { status: /** @type {number | null} */ (null) }, { came, fetch } = server(line), self = worker(SCRIPTS, { fetch });
  await self.showPush(push());
  await self.showPush(push({ data: { reminder: 'r2' } }));
  assert.deepEqual(came, []);
  line.status = 503;
  assert.equal(await self.tellEvents(), false);
  line.status = 401;
  assert.equal(await self.tellEvents(), false);
  line.status = 204;
  assert.equal(await self.tellEvents(), true);
  assert.deepEqual(came.map((some) => some.map(({ reminder, event }) => [reminder, event])), [[['r1', 'shown'], ['r2', 'shown']]]);
  assert.equal(await self.tellEvents(), true);
  assert.equal(came.length, 1);
});

test('at most fifty go at a time, the oldest first, and of what never goes five hundred are kept', async () => {
  const line = { status: /** @type {number | null} */ (null) }, { came, fetch } = server(line), self = worker(SCRIPTS, { fetch });
  for (let place = 0; place < 510; place++) await self.kept.addEvent({ reminder: `r${place}`, event: 'shown', at: '' });
  line.status = 204;
  assert.equal(await self.tellEvents(), true);
  assert.deepEqual(came.map((some) => some.length), Array(10).fill(50));
  assert.equal(came[0][0].reminder, 'r10');
});

test('what the server would refuse for ever is given up', async () => {
  const line = { status: /** @type {number | null} */ (400) }, { fetch } = server(line), self = worker(SCRIPTS, { fetch });
  await self.showPush(push());
  assert.deepEqual(await self.kept.firstEvents(50), []);
});

test('a tap opens the paper in the window that is there, else in a new one', async () => {
  const { fetch } = server({ status: 204 }), closed = worker(SCRIPTS, { fetch });
  await closed.showPush(push());
  await closed.tapped(closed.registration.shown.get('minutes'), '');
  assert.deepEqual(closed.opened, ['/app/meetings/2026-11:regular:1']);
  assert.equal(closed.registration.shown.size, 0);
  const hidden = new Window({ visibilityState: 'hidden' }), seen = new Window(), open = worker(SCRIPTS, { fetch, windows: [hidden, seen] });
  await open.showPush(push());
  await open.tapped(open.registration.shown.get('minutes'), 'open');
  assert.deepEqual([seen.seen, hidden.seen, open.opened], [['focused', 'took /app/meetings/2026-11:regular:1'], [], []]);
});

test('an office page is opened beside the app', async () => {
  const { fetch } = server({ status: 204 }), window = new Window(), self = worker(SCRIPTS, { fetch, windows: [window] });
  await self.showPush(push({ navigate: `${ORIGIN}/units/binh-lu` }));
  await self.tapped(self.registration.shown.get('minutes'), 'open');
  assert.deepEqual([self.opened, window.seen], [['/units/binh-lu'], []]);
});

test('a window whose page does not answer is led there by the browser', async () => {
  const { fetch } = server({ status: 204 }), deaf = new Window({ takes: false }), self = worker(SCRIPTS, { fetch, windows: [deaf] });
  await self.showPush(push());
  await self.tapped(self.registration.shown.get('minutes'), 'open');
  assert.deepEqual(deaf.seen, ['focused', 'navigated /app/meetings/2026-11:regular:1']);
});

test('"later" closes what is shown once the server knows, and leaves it there in silence while it does not', async () => {
  const line = { status: /** @type {number | null} */ (null) }, { came, fetch } = server(line), self = worker(SCRIPTS, { fetch });
  await self.showPush(push());
  await self.tapped(self.registration.shown.get('minutes'), 'later');
  assert.deepEqual([self.registration.shown.get('minutes').title, self.registration.shown.get('minutes').silent], ['Còn 2 ngày', true]);
  line.status = 204;
  await self.tapped(self.registration.shown.get('minutes'), 'later');
  assert.equal(self.registration.shown.size, 0);
  assert.deepEqual(came.flat().map((one) => one.event), ['shown', 'later', 'later']);
  assert.deepEqual(self.opened, []);
});

test('the badge says how many papers are owed, and goes when none is', async () => {
  /** @type {(number | null)[]} */ const badges = [], self = worker(SCRIPTS, { fetch: server({ status: 204 }).fetch, badges });
  await self.showPush(push());
  await self.showPush(push({ app_badge: 0 }));
  await self.showPush(push({ app_badge: 'many' }));
  assert.deepEqual(badges, [2, null]);
});

test('a subscription the browser has changed is told with the one it replaces, and one that nobody asked for is not', async () => {
  /** @type {any[]} */ const told = [], fetch = async (/** @type {string} */ _, /** @type {any} */ { body }) => {
    told.push(JSON.parse(body));
    return { ok: true };
  };
  const self = worker(SCRIPTS, { fetch }), fresh = { toJSON: () => ({ endpoint: 'https://push.test/new', keys: { p256dh: 'p', auth: 'a' } }) };
  const asked = /** @type {any[]} */ ([]);
  self.registration.pushManager = { subscribe: async (/** @type {any} */ how) => (asked.push(how), fresh) };
  await self.renewSubscription({});
  assert.deepEqual(told, []);
  await self.kept.put('subscription', { endpoint: 'https://push.test/old', key: 'k1', public: 'AQI', device: 'd' });
  await self.renewSubscription({});
  assert.deepEqual(told, [{ device: 'd', endpoint: 'https://push.test/new', keys: { p256dh: 'p', auth: 'a' }, key: 'k1', replaces: 'https://push.test/old' }]);
  assert.deepEqual([...asked[0].applicationServerKey], [1, 2]);
  await self.kept.forget();
  await self.renewSubscription({ newSubscription: fresh });
  assert.equal(told.length, 1);
});
