/**
 * The body of an answer, line by line, as it arrives: every complete line is handed on at once, so that a connection that is cut
 * loses only the line in flight. Knows nothing of what the lines say, and never hands on half a line of a cut connection.
 */

/**
 * Read to the end. `take` is given all complete lines that are there, in order, never two calls at a time. Gives whether the body
 * came to its end, once `take` has done with all that came; rejects only with what `take` threw.
 * @param {Response} response @param {(lines: string[]) => Promise<void>} take @param {(bytes: number) => void} onBytes at every chunk
 * @returns {Promise<boolean>}
 */
export async function readLines(response, take, onBytes) {
  const decoder = new TextDecoder();
  /** @type {string[]} */ let waiting = [];
  let rest = '', whole = true, refused = false, taking = Promise.resolve();
  const takeWaiting = async () => {
    const lines = waiting;
    waiting = [];
    if (lines.length) await take(lines);
  };
  /** @param {string} text @param {boolean} [last] */
  const add = (text, last) => {
    const parts = (rest + text).split('\n');
    rest = last ? '' : /** @type {string} */ (parts.pop());
    waiting.push(...parts.filter(Boolean));
    taking = taking.then(takeWaiting);
    taking.catch(() => (refused = true));
  };
  try {
    // The disk may be slower than the line: a chunk that waits inside a stream is lost when the stream fails, here it is not.
    for await (const chunk of chunksOf(response)) {
      onBytes(chunk.length);
      add(decoder.decode(chunk, { stream: true }));
      if (refused) break;
    }
    add(decoder.decode(), true);
  } catch {
    whole = false;
  }
  await taking;
  return whole;
}

/** @param {Response} response @returns {AsyncGenerator<Uint8Array>} */
async function* chunksOf(response) {
  const reader = response.body?.getReader?.();
  if (!reader) {
    yield new TextEncoder().encode(await response.text());
    return;
  }
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    reader.cancel().catch(() => {});
  }
}
