// One kept connection that speaks plain HTTP/1.1 and counts every byte it carries, request lines and headers included.
// Written on a bare socket because the client shares the machine with what it measures: a general HTTP library costs three
// times as much. It knows Content-Length and chunked bodies and nothing else; it never retries.
import net from 'node:net';

const SILENCE = 60_000;
const NONE = Buffer.alloc(0);

/** Bytes and requests of every line of this process. */
export const wire = { up: 0, down: 0, requests: 0, connections: 0 };

/** @typedef {{ status: number, head: string, body: Buffer, milliseconds: number }} Answer */

export class Line {
  /**
   * @param {string} url where the server is; its path stands before every path asked for
   * @param {Record<string, string>} headers sent with every request
   */
  constructor(url, headers = {}) {
    const { hostname, port, pathname } = new URL(url);
    this.prefix = pathname.replace(/\/$/, '');
    const told = Object.entries({ Host: `${hostname}:${port}`, Accept: 'application/json', ...headers });
    this.headers = told.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    this.socket = net.connect({ host: hostname, port: Number(port || 80), noDelay: true });
    wire.connections += 1;
    this.socket.setTimeout(SILENCE, () => this.socket.destroy(new Error('the server is silent')));
    this.socket.on('data', (data) => this.#take(data));
    this.socket.on('error', (error) => this.#fail(error));
    this.socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  /**
   * One request; the next may be made once this is answered.
   * @param {string} method
   * @param {string} path
   * @param {string | Buffer} [body] JSON, unless `more` says otherwise
   * @param {string} [more] further header lines, each ended by CR LF
   * @returns {Promise<Answer>}
   */
  ask(method, path, body, more = '') {
    const data = body === undefined ? NONE : Buffer.isBuffer(body) ? body : Buffer.from(body);
    const about = body === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${data.length}\r\n`;
    const head = `${method} ${this.prefix}${path} HTTP/1.1\r\n${this.headers}${about}${more}\r\n`;
    wire.requests += 1;
    wire.up += Buffer.byteLength(head) + data.length;
    this.held = NONE;
    this.parts = /** @type {Buffer[]} */ ([]);
    this.answer = /** @type {{ status: number, head: string } | null} */ (null);
    this.chunked = false;
    this.left = 0;
    const began = performance.now();
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject, began };
      this.socket.cork();
      this.socket.write(head, 'latin1');
      if (data.length) this.socket.write(data);
      this.socket.uncork();
    });
  }

  close() {
    this.waiting = undefined;
    this.socket.destroy();
  }

  /** @param {Error} error */
  #fail(error) {
    this.waiting?.reject(error);
    this.waiting = undefined;
  }

  /** @param {Buffer} data */
  #take(data) {
    wire.down += data.length;
    if (!this.waiting) return;
    let rest = this.held?.length ? Buffer.concat([this.held, data]) : data;
    this.held = NONE;
    if (!this.answer) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) {
        this.held = rest;
        return;
      }
      this.#begin(rest.toString('latin1', 0, end));
      rest = rest.subarray(end + 4);
    }
    if (this.chunked) this.#chunks(rest);
    else this.#plain(rest);
  }

  /** @param {string} text */
  #begin(text) {
    const status = Number(text.slice(9, 12));
    const head = text.toLowerCase();
    this.answer = { status, head };
    this.chunked = head.includes('\r\ntransfer-encoding: chunked');
    this.left = Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1] ?? 0);
  }

  /** @param {Buffer} data */
  #plain(data) {
    this.parts?.push(data);
    this.left -= data.length;
    if (this.left <= 0) this.#done();
  }

  /** @param {Buffer} data `left`: bytes of the present chunk that are still to come, its CR LF included */
  #chunks(data) {
    let at = 0;
    while (at < data.length) {
      if (this.left > 0) {
        const end = Math.min(data.length, at + this.left);
        this.parts?.push(data.subarray(at, Math.min(end, at + Math.max(this.left - 2, 0))));
        this.left -= end - at;
        at = end;
        continue;
      }
      const end = data.indexOf('\r\n', at);
      if (end < 0 || (data[at] === 0x30 && end === at + 1 && data.length < at + 5)) {
        this.held = data.subarray(at);
        return;
      }
      const size = parseInt(data.toString('latin1', at, end), 16);
      if (!(size > 0)) {
        this.#done();
        return;
      }
      this.left = size + 2;
      at = end + 2;
    }
  }

  #done() {
    const { waiting, answer, parts } = this;
    this.waiting = undefined;
    if (!waiting || !answer || !parts) return;
    const body = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    waiting.resolve({ ...answer, body, milliseconds: performance.now() - waiting.began });
  }
}

/**
 * Throws unless the answer's status is one of those expected; gives it back.
 * @param {Answer} answer
 * @param {...number} expected
 */
export function must(answer, ...expected) {
  if (!expected.includes(answer.status)) {
    throw new Error(`answered ${answer.status}, not ${expected.join(' or ')}: ${answer.body.toString().slice(0, 300)}`);
  }
  return answer;
}
