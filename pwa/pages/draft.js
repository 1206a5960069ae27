/**
 * A paper while it is being written: answers in memory, on disk within a second of the last key, on blur, and when the page is
 * hidden. There is no Save button. A failing disk (full, closed) keeps the text in memory and tries again, whatever page is open.
 *
 * What changes in the paper meanwhile is taken in between two keys (store/seen.js). What is typed as the page is closed goes where it can
 * be put at once (app/typed.js).
 */

import { canonical } from '../lib/canonical.js';
import { nfc } from '../lib/text.js';
import { clockOf } from '../lib/time.js';
import { shownBody } from '../store/record.js';
import { joined, Overtaken, standsBeside } from '../store/seen.js';
import { openPaper } from './meeting-papers.js';
import { typed } from '../app/typed.js';

const SOON = 500;
const AGAIN = 3000;

/** @typedef {{answers: Record<string, any>, body: Record<string, any>, record: import('../store/record.js').PaperRecord,
 *   set: (path: string, value: any) => void, flush: () => Promise<void>, close: () => Promise<void>, savedAt: () => string, failed: () => boolean,
 *   overtaken: () => boolean}} Draft `overtaken`: it was signed or removed on this phone meanwhile, and takes in nothing more */

/** What no disk has taken yet of papers whose pages are left, by unit and paper. @type {Map<string, () => {answers: Record<string, any>, seen: Record<string, any>}>} */
const unsaved = new Map();

/**
 * @param {import('../app/context.js').Context} context @param {string} id @param {() => void} onSaved told when "saved" begins or ends being true @returns {Promise<Draft>}
 */
export async function openDraft(context, id, onSaved) {
  const { store, unit, device, profile } = context, author = profile.account.username, key = `${unit.id} ${id}`;
  const record = /** @type {import('../store/record.js').PaperRecord} */ (await openPaper(context, id));
  /** What the answers here go on from. @type {Record<string, any>} */ let seen = shownBody(record) ?? {};
  const left = unsaved.get(key)?.(), body = structuredClone(left ? { ...seen, answers: joined(left.seen.answers, left.answers, seen.answers) } : seen);
  const answers = (body.answers ??= {}), atClose = typed(author);
  let dirty = false, savedAt = body.saved_at ? body.saved_at.slice(11, 16) : '', failed = false, overtaken = false, busy = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ let timer;
  /** @type {Promise<void>} */ let saving = Promise.resolve();

  /** The paper is `now`; what was changed here since it was `before` stays. @param {Record<string, any>} now @param {Record<string, any>} before */
  const takeIn = (now, before) => {
    const after = structuredClone(joined(before, answers, now.answers));
    seen = now;
    for (const name of Object.keys(answers)) if (!(name in after)) delete answers[name];
    Object.assign(body, now, { answers: Object.assign(answers, after) });
    context.redraw();
  };
  const save = async () => {
    const said = structuredClone(answers);
    try {
      const kept = await store.save(unit.id, id, { ...body, answers: said, state: 'draft', author, device }, seen);
      if (canonical(kept.answers) === canonical(nfc(said))) seen = kept;
      else takeIn(kept, said);
      failed = false;
      savedAt = clockOf();
      atClose.drop();
      unsaved.delete(key);
      askToKeep();
    } catch (error) {
      overtaken ||= error instanceof Overtaken;
      if (overtaken) return void unsaved.delete(key);
      dirty = failed = true;
      unsaved.set(key, () => (stop(), { answers, seen }));
      timer = setTimeout(flush, AGAIN);
    }
  };
  const flush = () => {
    clearTimeout(timer);
    if (!dirty) return saving;
    dirty = false;
    busy += 1;
    saving = saving.then(save).then(() => {
      busy -= 1;
      onSaved();
    });
    return saving;
  };
  const touch = () => {
    if (!dirty) {
      dirty = true;
      onSaved();
    }
    clearTimeout(timer);
    timer = setTimeout(flush, SOON);
  };
  const look = async () => {
    const found = /** @type {import('../store/record.js').PaperRecord} */ (await store.get(unit.id, id)), now = shownBody(found);
    if (dirty || busy || standsBeside(found, seen)) return;
    if (!now || now.state === 'sent') {
      // Signed by a colleague it is gone on with beside that, as with no signal.
      overtaken ||= !now || now.device === device;
      onSaved();
    } else if (canonical(now.answers) !== canonical(nfc(answers))) takeIn(now, answers);
    else seen = now;
  };
  const onHide = () => void flush();
  // The database waits for the page to be shown again.
  const onLeft = () => (dirty || busy) && !overtaken && atClose.keep({ unit: unit.id, id, body: { ...body, state: 'draft', author, device }, seen });
  const onShown = () => {
    // The app was opened anew meanwhile, and has taken it up.
    if (atClose.isTaken()) dirty = false;
    void look();
  };
  addEventListener('pagehide', onLeft);
  addEventListener('pageshow', onShown);
  document.addEventListener('visibilitychange', onHide);
  document.addEventListener('focusout', onHide);
  const end = store.subscribe((changed) => void (dirty || busy || !changed.some((one) => one.unit === unit.id && one.id === id) || look()));
  const stop = () => {
    clearTimeout(timer);
    dirty = false;
  };
  if (left) touch();

  return {
    answers, body, record, flush, savedAt: () => (dirty || overtaken ? '' : savedAt), failed: () => failed, overtaken: () => overtaken,
    set(path, value) {
      put(answers, path, value);
      touch();
    },
    async close() {
      removeEventListener('pageshow', onShown);
      document.removeEventListener('visibilitychange', onHide);
      document.removeEventListener('focusout', onHide);
      end();
      await flush();
      if (!failed) removeEventListener('pagehide', onLeft);
    },
  };
}

/** Put a value at a dotted path below `answers`; nothing typed leaves nothing behind. @param {any} answers @param {string} path @param {any} value */
export function put(answers, path, value) {
  if (path.startsWith('answers.reasons:')) {
    (answers.reasons ??= {})[path.slice('answers.reasons:'.length)] = value;
    return;
  }
  const scored = path.match(/^answers\.(\w+)\.([0-9]+(?:\.[0-9]+)?)$/);
  const steps = scored && !Array.isArray(answers[scored[1]]) ? [scored[1], scored[2]] : path.split('.').slice(1);
  const last = /** @type {string} */ (steps.pop());
  let at = answers;
  for (const step of steps) at = at[step] ??= {};
  if (value === null || value === '') delete at[last];
  else at[last] = value;
}

let asked = false;

/** Ask the browser, once, not to throw the papers away when space is short. */
function askToKeep() {
  if (asked) return;
  asked = true;
  void navigator.storage?.persist?.();
}
