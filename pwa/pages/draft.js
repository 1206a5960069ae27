/**
 * A paper while it is being written: answers in memory, on disk within a second of the last key, on blur, and when the page is
 * hidden. There is no Save button. A failing disk (full, closed) keeps the text in memory and tries again.
 */

import { clockOf } from '../lib/time.js';
import { shownBody } from '../store/record.js';
import { openPaper } from './meeting-papers.js';

const SOON = 500;
const AGAIN = 3000;

/** @typedef {{answers: Record<string, any>, body: Record<string, any>, record: import('../store/record.js').PaperRecord,
 *   set: (path: string, value: any) => void, flush: () => Promise<void>, close: () => Promise<void>, savedAt: () => string, failed: () => boolean}} Draft */

/**
 * @param {import('../app/context.js').Context} context @param {string} id @param {() => void} onSaved told when "saved" begins or ends being true @returns {Promise<Draft>}
 */
export async function openDraft(context, id, onSaved) {
  const record = /** @type {import('../store/record.js').PaperRecord} */ (await openPaper(context, id));
  const body = structuredClone(shownBody(record) ?? {}), answers = (body.answers ??= {});
  let dirty = false, savedAt = body.saved_at ? body.saved_at.slice(11, 16) : '', failed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ let timer;
  /** @type {Promise<void>} */ let saving = Promise.resolve();

  const flush = () => {
    clearTimeout(timer);
    if (!dirty) return saving;
    dirty = false;
    saving = saving.then(async () => {
      try {
        await context.store.save(context.unit.id, id, { ...body, state: 'draft', author: context.profile.account.username, device: context.device });
        failed = false;
        savedAt = clockOf();
        askToKeep();
      } catch {
        dirty = failed = true;
        timer = setTimeout(flush, AGAIN);
      }
      onSaved();
    });
    return saving;
  };
  const onHide = () => void flush();
  addEventListener('pagehide', onHide);
  document.addEventListener('visibilitychange', onHide);
  document.addEventListener('focusout', onHide);

  return {
    answers, body, record, flush, savedAt: () => (dirty ? '' : savedAt), failed: () => failed,
    set(path, value) {
      put(answers, path, value);
      if (!dirty) {
        dirty = true;
        onSaved();
      }
      clearTimeout(timer);
      timer = setTimeout(flush, SOON);
    },
    async close() {
      removeEventListener('pagehide', onHide);
      document.removeEventListener('visibilitychange', onHide);
      document.removeEventListener('focusout', onHide);
      await flush();
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
