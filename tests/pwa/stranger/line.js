// How a PouchDB in Node speaks over a line that breaks: with Node's own fetch, which notices an answer that ends in its middle.
// The one PouchDB brings along (node-fetch 2) waits for the rest of such an answer for ever.

/**
 * `fetch`, whose answers have what PouchDB asks of node-fetch's.
 * @param {string} url
 * @param {RequestInit} options
 * @returns {Promise<Response & { buffer: () => Promise<Buffer> }>}
 */
async function fetchOverTheLine(url, options) {
  const response = await fetch(url, options);
  return Object.assign(response, { buffer: async () => Buffer.from(await response.arrayBuffer()) });
}

/** Options of a database over the line, and of a replication through it. */
export const OVER_THE_LINE = { skip_setup: true, fetch: fetchOverTheLine };
export const WITHOUT_END = { live: true, retry: true, batch_size: 10, heartbeat: 1000, back_off_function: () => 50 };

/** PouchDB asks for the state of a database without anybody waiting for it: where the line breaks then, a browser only warns. */
export function overlookLostQuestions() {
  process.on("unhandledRejection", (error) => {
    if (!(error instanceof TypeError && /fetch failed|terminated/.test(error.message))) throw error;
  });
}
