/** Published forms: fetched once, kept for when there is no network, begun with from their day on; what was begun keeps its own. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { Forms } from '../../../pwa/app/forms.js';
import { catchUp } from '../../../pwa/app/published.js';
import { definitionOf } from '../forms/definitions.js';

const INDEX = { forms: { task: [1], minutes: [1, 2, 3] }, scoring: { 'hd42-local': [1] } };
const VERSIONS = [
  { what: 'form', name: 'task', version: 1001, first: '2026-12-01', last: null },
  { what: 'form', name: 'task', version: 1002, first: '2026-12-01', last: '2026-12-31' },
  { what: 'form', name: 'minutes', version: 3, first: '', last: '2026-12-31' },
  { what: 'scoring', name: 'lai-chau', version: 1001, first: '2026-12-01', last: null },
];

/** A phone's store for small things, and a server; `asked` tells what was asked of it. @param {{digest?: string, versions?: any[], breaks?: string}} [told] */
function phone({ digest = 'd1', versions = VERSIONS, breaks = '' } = {}) {
  const meta = new Map(), /** @type {string[]} */ asked = [], server = { digest, versions, breaks };
  const store = { meta: async (/** @type {string} */ name) => structuredClone(meta.get(name)), setMeta: async (/** @type {string} */ name, /** @type {any} */ value) => void meta.set(name, structuredClone(value)) };
  const get = /** @type {any} */ (async (/** @type {string} */ path) => {
    asked.push(path);
    if (path === server.breaks) throw new TypeError('no signal');
    if (path === '/api/forms') return Response.json({ digest: server.digest, versions: server.versions });
    if (path.startsWith('/api/forms/')) return Response.json({ path });
    if (path === '/app/forms/index.json') return Response.json(INDEX);
    if (path.startsWith('/app/forms/scoring/')) return Response.json({ id: 'hd42-local' });
    const [form, version] = path.replace('/app/forms/', '').replace('.json', '').split('/');
    return Response.json(definitionOf(form, Number(version)));
  });
  globalThis.fetch = get;
  return { store, get, asked, server };
}

/** @param {any} store @param {string} day */
const formsOn = (store, day) => new Forms(store, () => new Date(`${day}T12:00:00`));

/** @param {any} one */
const which = (one) => one.path ?? one.version;

test('a published version is begun with from its first day to its last', async () => {
  const { store, get } = phone();
  assert.equal(await catchUp(store, 'd1', get), true);
  const on = async (/** @type {string} */ day, /** @type {string} */ form) => which(await formsOn(store, day).latest(form));
  assert.equal(await on('2026-11-30', 'task'), 1);
  assert.equal(await on('2026-12-01', 'task'), '/api/forms/form/task/1002');
  assert.equal(await on('2027-01-01', 'task'), '/api/forms/form/task/1001');
  assert.deepEqual([await on('2026-12-31', 'minutes'), await on('2027-01-01', 'minutes')], [3, 2]);
});

test('what was begun with an older version keeps it', async () => {
  const { store, get } = phone();
  await catchUp(store, 'd1', get);
  const forms = formsOn(store, '2027-01-01');
  assert.equal(which(await forms.get('task', 1)), 1);
  assert.equal(which(await forms.get('task', 1002)), '/api/forms/form/task/1002', 'retired, but still there');
  assert.equal(which(await forms.get('minutes', 3)), 3);
});

test('with no network everything published is still there', async () => {
  const { store, get, server } = phone();
  await catchUp(store, 'd1', get);
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ path) => (path.startsWith('/api/') ? Promise.reject(new TypeError('no signal')) : get(path)));
  server.breaks = '/api/forms';
  const forms = formsOn(store, '2026-12-05'), templates = await forms.templates();
  assert.equal(which(await forms.latest('task')), '/api/forms/form/task/1002');
  assert.equal(/** @type {any} */ (templates('lai-chau', 1001)).path, '/api/forms/scoring/lai-chau/1001');
  assert.equal(templates('hd42-local', 1)?.id, 'hd42-local');
  assert.equal(await catchUp(store, 'd1', get), false, 'and nothing is asked of the server again');
});

test('a line that breaks keeps what came, and the list counts only once all of it is there', async () => {
  const { store, get, asked, server } = phone({ breaks: '/api/forms/form/task/1002' });
  await assert.rejects(catchUp(store, 'd1', get));
  assert.equal(which(await formsOn(store, '2026-12-05').latest('task')), 1);
  server.breaks = '';
  asked.length = 0;
  assert.equal(await catchUp(store, 'd1', get), true);
  assert.deepEqual(asked, ['/api/forms', '/api/forms/form/task/1002', '/api/forms/scoring/lai-chau/1001']);
});

test('a line that dies without a word is given up, so that papers do not wait for it', async () => {
  const { store } = phone();
  mock.timers.enable({ apis: ['setTimeout'] });
  const get = /** @type {any} */ ((/** @type {string} */ _, /** @type {any} */ { signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
  const caught = assert.rejects(catchUp(store, 'd1', get), { name: 'AbortError' });
  for (let turn = 0; turn < 10; turn++) await null;
  mock.timers.tick(30_000);
  await caught;
  mock.timers.reset();
});

test('a version published later is the only one fetched', async () => {
  const { store, get, asked, server } = phone();
  await catchUp(store, 'd1', get);
  asked.length = 0;
  Object.assign(server, { digest: 'd2', versions: [...VERSIONS, { what: 'form', name: 'task', version: 1003, first: '2026-12-02', last: null }] });
  await catchUp(store, 'd2', get);
  assert.deepEqual(asked, ['/api/forms', '/api/forms/form/task/1003']);
  assert.equal(which(await formsOn(store, '2026-12-05').latest('task')), '/api/forms/form/task/1003');
});

test('a page that is open knows the new version once it is told to look again', async () => {
  const { store, get } = phone(), forms = formsOn(store, '2026-12-05');
  assert.equal(which(await forms.latest('task')), 1);
  await catchUp(store, 'd1', get);
  assert.equal(which(await forms.latest('task')), 1);
  forms.renew();
  assert.equal(which(await forms.latest('task')), '/api/forms/form/task/1002');
});

test('a server where nothing was published is asked nothing', async () => {
  const { store, get, asked } = phone();
  assert.equal(await catchUp(store, '', get), false);
  assert.deepEqual(asked, []);
  assert.equal(which(await formsOn(store, '2026-12-05').latest('task')), 1);
});
