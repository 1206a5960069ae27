/**
 * A server of the exchange door in memory, as docs/architecture.md describes it. Its cursor is a count of changes; a portion
 * holds `portion` verdicts or changes; with `cut` an answer breaks off after so many bytes, once.
 */

import { gunzipSync } from 'node:zlib';

import { historyOf, makeRevision } from '../../../pwa/lib/revision.js';
import { RECEIPT } from '../store/phone.js';

export class Server {
  constructor() {
    /** @type {any[]} */ this.requests = [];
    /** @type {any[]} */ this.feed = [];
    /** @type {Promise<void>[]} */ this.waiting = [];
    /** @type {Map<string, any>} refusals by id */ this.refuse = new Map();
    this.page = 100;
    this.portion = Infinity;
    this.cut = 0;
    this.keeps = true;
    /** @type {any[] | undefined} */ this.units = undefined;
    /** @type {(result: any) => any} */ this.twist = (result) => result;
    /** @type {Record<string, string> | undefined} */ this.names = undefined;
    /** What becomes of an answer to a question, or of a merge to take back. @type {(one: any) => any} */ this.answer = ({ id }) => ({ id, ok: true, rev: '2-b' });
    this.fetch = this.fetch.bind(this);
  }

  /** A paper written elsewhere. @param {any} body */
  put(body) {
    this.waiting.push(makeRevision(false, '', body).then((rev) => {
      this.feed.push({ ...body, _rev: rev, _revisions: { start: 1, ids: [rev.slice(2)] } });
    }));
  }

  /** @param {string} url @param {any} init */
  async fetch(url, { method, headers, body }) {
    await Promise.all(this.waiting);
    if (url !== '/sync' || method !== 'POST' || headers['Content-Type'] !== 'application/json') return Response.json({}, { status: 404 });
    const encoding = headers['Content-Encoding'] ?? null;
    const asked = JSON.parse((encoding === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString());
    this.requests.push({ ...asked, encoding });
    if (!/^\d*$/.test(asked.cursor)) return Response.json({ error: { code: 'cursor_invalid', message: '', action: '', fields: [] } }, { status: 400 });
    if (asked.docs.length > 500) return Response.json({ error: { code: 'body_too_large' } }, { status: 413 });
    const results = asked.docs.map((/** @type {any} */ one) => this.twist(this.judge(one)));
    const answered = [...asked.answers ?? [], ...asked.undo ?? []].map((/** @type {any} */ one) => this.answer(one));
    const from = Number(asked.cursor), changes = this.feed.slice(from, from + this.page), cursor = from + changes.length;
    if (!asked.docs.length && !changes.length && !this.units && !answered.length) return new Response(null, { status: 204 });
    const units = this.units;
    this.units = undefined;
    const portions = [];
    for (let at = 0; at < results.length; at += this.portion) portions.push({ cursor: asked.cursor, results: results.slice(at, at + this.portion) });
    for (let at = 0; at < changes.length; at += this.portion) {
      const some = changes.slice(at, at + this.portion);
      portions.push({ cursor: String(from + at + some.length), changes: some });
    }
    if (!portions.length) portions.push({ cursor: String(cursor) });
    const last = { ...portions.pop(), more: cursor < this.feed.length };
    const [first, ...rest] = [...portions.map((one) => ({ ...one, more: true })), last];
    const lines = [{ ...first, now: new Date().toISOString(), ...(units && { units }), ...(answered.length && { answered }), ...(this.names && { names: this.names }) }, ...rest].map((one) => `${JSON.stringify(one)}\n`);
    return this._told(new TextEncoder().encode(lines.join('')));
  }

  /** @param {Uint8Array} bytes */
  _told(bytes) {
    const { cut } = this;
    this.cut = 0;
    if (!cut || cut >= bytes.length) return new Response(bytes);
    const chunks = [bytes.slice(0, cut)];
    return new Response(new ReadableStream({
      pull(stream) {
        const next = chunks.shift();
        if (next) stream.enqueue(next);
        else stream.error(new TypeError('network'));
      },
    }));
  }

  /** @param {any} document */
  judge(document) {
    const named = { unit: document.unit, id: document._id, rev: document._rev };
    const error = this.refuse.get(document._id);
    if (error) return { ...named, ok: false, error };
    if (historyOf(document)[0] !== document._rev) return { ...named, ok: false, error: { code: 'revision_malformed' } };
    if (this.keeps && !this.feed.some((one) => one._rev === document._rev)) this.feed.push(document);
    return { ...named, ok: true, ...(document.state === 'sent' && { receipt: RECEIPT }) };
  }
}
