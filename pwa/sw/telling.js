/**
 * What became of a reminder (shown, opened, asked for again later) is told to the server as soon as it can be: at once, at the next
 * sign of a connection where the browser gives one, and whenever the app is opened.
 */

(() => {
  const worker = /** @type {any} */ (self);
  const DOOR = '/api/push/events', A_TIME = 50, SYNC = 'reminder-events', PATIENCE = 20_000;
  /** Answers after which the same would be refused again. */
  const NEVER = new Set([400, 404, 413, 415, 422]);
  /** @type {Promise<boolean> | null} */ let telling = null;

  /** @param {typeof fetch} get @returns {Promise<boolean>} whether nothing is left */
  async function tell(get) {
    for (;;) {
      const events = await worker.kept.firstEvents(A_TIME);
      if (!events.length) return true;
      const abort = new AbortController(), timer = setTimeout(() => abort.abort(), PATIENCE);
      let response;
      try {
        response = await get(DOOR, {
          method: 'POST', credentials: 'same-origin', cache: 'no-store', headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(events.map((/** @type {[any, any]} */ [, event]) => event)), signal: abort.signal,
        });
      } catch {
        return false;
      } finally {
        clearTimeout(timer);
      }
      if (!response.ok && !NEVER.has(response.status)) return false;
      await worker.kept.dropEvents(events.map((/** @type {[any, any]} */ [key]) => key));
    }
  }

  /** One at a time, so that no event is told twice by ourselves. @param {typeof fetch} [get] */
  worker.tellEvents = (get = fetch) => {
    telling ??= tell(get).finally(() => (telling = null));
    return telling;
  };

  /**
   * Keep an event, then try to tell all there are; gives whether the server knows them now.
   * @param {string} reminder its id @param {'shown' | 'opened' | 'later'} event @param {typeof fetch} [get] @returns {Promise<boolean>}
   */
  worker.noteEvent = async (reminder, event, get = fetch) => {
    if (!reminder) return true;
    await worker.kept.addEvent({ reminder, event, at: new Date().toISOString() });
    await telling;
    const told = await worker.tellEvents(get);
    if (!told) await worker.registration?.sync?.register(SYNC).catch(() => {});
    return told;
  };

  worker.EVENTS_SYNC = SYNC;
})();
