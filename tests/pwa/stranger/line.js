// How a PouchDB in Node replicates over a line that breaks, without falling into what PouchDB 9 does wrong there (with CouchDB
// as with us): docs/protocol.md, "What peers do".

const PAUSE_MS = 50;
const LIVE = { live: true, retry: false, batch_size: 10, heartbeat: 1000 };

/**
 * Node's `fetch`, whose answers have what PouchDB asks of node-fetch's; that one waits for ever for the rest of a cut answer.
 * @param {string} url
 * @param {RequestInit} options
 * @returns {Promise<Response & { buffer: () => Promise<Buffer> }>}
 */
async function fetchOverTheLine(url, options) {
  const response = await fetch(url, options);
  return Object.assign(response, { buffer: async () => Buffer.from(await response.arrayBuffer()) });
}

/** Options of a database over the line. */
export const OVER_THE_LINE = { skip_setup: true, fetch: fetchOverTheLine };

/**
 * Replicates live both ways until stopped, and starts again whenever the line breaks. PouchDB's own `retry` lets the broken
 * replication go on beside the new one, and note a place in the feed that lies past changes it has dropped.
 * @param {any} local
 * @param {any} remote
 * @param {(denied: any) => void} onDenied
 * @returns {() => Promise<void>} stops it
 */
export function keepInStep(local, remote, onDenied) {
  /** @type {any} */
  let sync = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let stopped = false;
  const begin = () => {
    sync = local.sync(remote, LIVE).on("denied", onDenied);
    sync.on("error", () => {
      sync = null;
      if (!stopped) timer = setTimeout(begin, PAUSE_MS);
    });
  };
  begin();
  return () =>
    new Promise((resolve) => {
      stopped = true;
      clearTimeout(timer);
      if (sync === null) return resolve();
      sync.on("complete", () => resolve()).on("error", () => resolve());
      sync.cancel();
    });
}

/** PouchDB asks for the state of a database without anybody waiting for it: where the line breaks then, a browser only warns. */
export function overlookLostQuestions() {
  process.on("unhandledRejection", (error) => {
    if (!(error instanceof TypeError && /fetch failed|terminated/.test(error.message))) throw error;
  });
}
