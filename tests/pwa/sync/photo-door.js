/**
 * The photos' door in memory, as server/replication/photos.py is: the last piece is never kept by itself. Its line can be cut
 * before a request arrives or after, when only the answer is lost.
 */

import { createHash } from 'node:crypto';

/** @param {Uint8Array} bytes */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

const told = (code, status, more = {}) => Response.json({ error: { code } }, { status, headers: more });

export class PhotoDoor {
  constructor() {
    /** @type {Map<string, Uint8Array>} */ this.photos = new Map();
    /** @type {Map<string, Uint8Array>} */ this.uploads = new Map();
    /** @type {{method: string, offset: number | null, bytes: number}[]} */ this.requests = [];
    /** @type {(place: number) => '' | 'before' | 'after'} */ this.cut = () => '';
    /** @type {((method: string) => Response | null)} */ this.instead = () => null;
    this.fetch = this.fetch.bind(this);
  }

  /** @param {string} url @param {any} init */
  async fetch(url, { method, headers = {}, body }) {
    const [, , , unit, digest] = url.split('/'), key = `${unit} ${digest}`;
    const offset = method === 'PATCH' ? Number(headers['Upload-Offset']) : null;
    const cut = this.cut(this.requests.length);
    this.requests.push({ method, offset, bytes: body?.byteLength ?? 0 });
    if (cut === 'before') throw new TypeError('the line is dead');
    const response = this.instead(method) ?? (method === 'HEAD' ? this.head(key) : this.patch(key, digest, headers, new Uint8Array(body)));
    if (cut === 'after') throw new TypeError('the answer is lost');
    return response;
  }

  /** @param {string} key */
  head(key) {
    const whole = this.photos.get(key), bytes = whole ?? this.uploads.get(key) ?? new Uint8Array();
    return new Response(null, { status: 204, headers: { 'Upload-Offset': String(bytes.length), 'Upload-Complete': whole ? '?1' : '?0' } });
  }

  /** @param {string} key @param {string} digest @param {Record<string, string>} headers @param {Uint8Array} piece */
  patch(key, digest, headers, piece) {
    const length = Number(headers['Upload-Length']), offset = Number(headers['Upload-Offset']), known = this.uploads.get(key) ?? new Uint8Array();
    if (headers['Content-Type'] !== 'application/partial-upload') return told('media_type', 415);
    if (piece.length > 16384 || (piece.length < 4096 && offset + piece.length < length)) return told('bad_request', 400);
    if (this.photos.has(key)) return new Response(null, { status: 201, headers: { 'Upload-Offset': String(length) } });
    if (offset !== known.length) return told('upload_offset_wrong', 409, { 'Upload-Offset': String(known.length) });
    const bytes = Buffer.concat([known, piece]);
    if (bytes.length < length) {
      this.uploads.set(key, bytes);
      return new Response(null, { status: 204, headers: { 'Upload-Offset': String(bytes.length) } });
    }
    this.uploads.delete(key);
    if (sha256(bytes) !== digest) return told('attachment_digest_wrong', 422);
    this.photos.set(key, bytes);
    return new Response(null, { status: 201, headers: { 'Upload-Offset': String(length) } });
  }
}
