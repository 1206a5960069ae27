/** The part of a paper's page that holds its photos: brings together the camera, the store and what is drawn. Loaded on demand. */

import { isoWithOffset } from '../lib/time.js';
import { getPhoto, hasRoom, keepPhoto, releasePhoto, subscribePhotos } from '../store/photos.js';
import { idOf } from '../ui/errors.js';
import { photoList, photosState, photosView } from '../ui/photos.js';
import { shrink } from '../ui/shrink-photo.js';

/** @typedef {import('../ui/photos.js').Shown} Shown */

/**
 * What of the photos that a paper names is on this phone; kept true until `close`.
 * @param {import('../app/context.js').Context} context @param {() => any[]} named
 */
async function held({ store, unit, redraw }, named) {
  /** @type {Map<string, any>} */ let photos = new Map();
  const read = async () => {
    photos = new Map(await Promise.all(named().map(async ({ digest }) => /** @type {[string, any]} */ ([digest, await getPhoto(store, unit.id, digest)]))));
  };
  await read();
  const close = subscribePhotos(async () => {
    await read();
    redraw();
  });
  /** @returns {Shown[]} */
  const shown = () => named().map((one) => ({ named: one, held: photos.get(one.digest) ?? null, href: `/sync/photos/${unit.id}/${one.digest}` }));
  return { read, shown, close };
}

/**
 * To read: the pictures and where they are, below the lines of a sent paper.
 * @param {import('../app/context.js').Context} context @param {any[]} value
 */
export async function readPhotos(context, value) {
  const photos = await held(context, () => value);
  return { close: photos.close, view: () => [photosState(context.i18n, photos.shown()), photoList(context.i18n, photos.shown())] };
}

/**
 * To write: the field of a draft.
 * @param {import('../app/context.js').Context} context @param {import('./draft.js').Draft} draft @param {import('../forms/types.js').Field} field
 */
export async function photoPart(context, draft, field) {
  const { i18n, store, unit } = context, path = `answers.${field.name}`;
  /** @returns {any[]} */
  const value = () => (Array.isArray(draft.answers[field.name]) ? draft.answers[field.name] : []);
  const photos = await held(context, value);
  let busy = false, told = '';

  /** @param {any[]} after */
  const put = async (after) => {
    draft.set(path, after.length ? after : null);
    await draft.flush();
    await photos.read();
  };
  /** @param {File} file @returns {Promise<string>} what went wrong, '' when nothing did */
  const take = async (file) => {
    if (!(await hasRoom())) return i18n.t('photos.no_room');
    let data;
    try {
      data = await shrink(file);
    } catch {
      return i18n.t('photos.unreadable');
    }
    try {
      // The bytes are safe before the paper names them.
      const named = await keepPhoto(store, unit.id, data, isoWithOffset(context.now()));
      if (!value().some((one) => one.digest === named.digest)) await put([...value(), named]);
      return '';
    } catch {
      return i18n.t('photos.no_room');
    }
  };
  const onTake = async (/** @type {FileList | null} */ files) => {
    const file = files?.[0];
    if (!file || busy) return;
    busy = true;
    context.redraw();
    told = await take(file);
    busy = false;
    context.redraw();
  };
  const onRemove = async (/** @type {string} */ digest) => {
    await put(value().filter((one) => one.digest !== digest));
    if (!draft.failed() && !draft.overtaken()) await releasePhoto(store, unit.id, digest);
    context.redraw();
    document.getElementById(idOf(path))?.focus();
  };
  return { close: photos.close, view: (/** @type {import('../ui/fields.js').Desk} */ desk) => photosView(desk, field, path, photos.shown(), { busy, told, onTake, onRemove }) };
}
