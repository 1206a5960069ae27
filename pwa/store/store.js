/**
 * The papers on this phone, one IndexedDB per person. The one door to them for everything above.
 */

import { makeRevision } from '../lib/revision.js';
import { nfc } from '../lib/text.js';
import { isoWithOffset } from '../lib/time.js';
import { Database, META, PAPERS, PHOTOS, WAITING, wait } from './database.js';
import { confirm, documentAt, markTried, newRecord, putEdit, receive, refuse, shownBody, shownRevision, triedDocuments } from './record.js';
import { backToRework, isRefusedAgain, reworkId, sendAgain } from './rework.js';
import { isAsSeen, Overtaken, putOver } from './seen.js';
import { isUnsent } from './state.js';

/** @typedef {import('./record.js').PaperRecord} PaperRecord */
/** @typedef {import('./record.js').Body} Body */
/** @typedef {{unit: string, id: string, rev: string, ok: boolean, receipt?: import('./record.js').Receipt, error?: import('./record.js').Refusal}} Result */


/** The name under which what goes up beside papers is kept (answers.js). */
export const ANSWERS = 'answers';

/** What a document from the server does to the papers it is about, by their ids. @param {Body} document @returns {[string, (record: PaperRecord) => void][]} */
function takers(document) {
  if (document.kind === 'finding') return [[document.paper, (record) => void (record.notes[document.rev] = document.notes)]];
  if (document.kind !== 'receipt') return [[document._id, (record) => void receive(record, document)]];
  const { papers, received_at, key, signature, drift_ms } = document;
  return papers.map((/** @type {any} */ { paper, rev, ...row }) => [paper, (/** @type {PaperRecord} */ record) => {
    record.receipts[rev] ??= { ...row, received_at, key, signature, ...(drift_ms !== undefined && { drift_ms }), papers };
  }]);
}

/** @param {IDBObjectStore} papers @param {string} unit @param {string} id @returns {Promise<PaperRecord>} */
const recordIn = async (papers, unit, id) => (await wait(papers.get([unit, id]))) ?? newRecord(unit, id);

export class Store {
  /** @param {string} username @param {{factory?: IDBFactory, now?: () => string}} [given] */
  constructor(username, { factory, now = isoWithOffset } = {}) {
    this.database = new Database(`sohop-${username}`, factory);
    this._now = now;
    /** @type {Set<(changed: {unit: string, id: string}[], elsewhere: boolean) => void>} */ this._listeners = new Set();
  }

  /** Be told of every change, `elsewhere`: made in another window of the app; gives the function that ends it. @param {(changed: {unit: string, id: string}[], elsewhere: boolean) => void} listener */
  subscribe(listener) {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  /** Another window has changed papers: the listeners are told. @param {{unit: string, id: string}[]} changed */
  changedElsewhere(changed) {
    this._tell(changed, true);
  }

  /** @param {{unit: string, id: string}[]} changed @param {boolean} [elsewhere] */
  _tell(changed, elsewhere = false) {
    if (changed.length) for (const listener of this._listeners) listener(changed, elsewhere);
  }

  /** @param {string} unit @param {string} id @returns {Promise<PaperRecord | null>} */
  async get(unit, id) {
    return this.database.run('readonly', async (tx) => (await wait(tx.objectStore(PAPERS).get([unit, id]))) ?? null);
  }

  /** Records whose id begins with `prefix`, by id, without those that are deleted. @param {string} unit @param {string} [prefix] @returns {Promise<PaperRecord[]>} */
  async list(unit, prefix = '') {
    const range = IDBKeyRange.bound([unit, prefix], [unit, `${prefix}\uffff`]);
    const found = await this.database.run('readonly', (tx) => wait(tx.objectStore(PAPERS).getAll(range)));
    return found.filter((/** @type {PaperRecord} */ record) => shownBody(record));
  }

  /** @returns {Promise<PaperRecord[]>} */
  async all() {
    return this.database.run('readonly', (tx) => wait(tx.objectStore(PAPERS).getAll()));
  }

  /**
   * Change one paper in one transaction. `change` must not wait for anything but requests of the transaction.
   * @template T @param {string} unit @param {string} id @param {(record: PaperRecord) => T} change @returns {Promise<T>}
   */
  async _change(unit, id, change) {
    const told = await this.database.run('readwrite', async (tx) => {
      const papers = tx.objectStore(PAPERS);
      const record = await recordIn(papers, unit, id), result = change(record);
      await wait(papers.put(record));
      return result;
    });
    this._tell([{ unit, id }]);
    return told;
  }

  /**
   * Autosave: what the person sees becomes `body`, on top of `seen`, what he saw before (seen.js). On disk when this resolves; gives what is kept.
   * @param {string} unit @param {string} id @param {Body} body @param {Body} [seen] @returns {Promise<Body>}
   */
  async save(unit, id, body, seen) {
    return this._change(unit, id, (record) => {
      const at = this._now(), made = { ...nfc(body), unit, saved_at: at };
      if (seen) putOver(record, made, seen, at);
      else putEdit(record, made, at);
      return /** @type {Body} */ (shownBody(record));
    });
  }

  /** Begin a paper; one that is there by now stays as it is. @param {string} unit @param {string} id @param {Body} body */
  async begin(unit, id, body) {
    return this._change(unit, id, (record) => {
      if (!shownBody(record)) putEdit(record, { ...nfc(body), unit, saved_at: this._now() }, this._now());
    });
  }

  /**
   * A draft goes on under another version of its form. What found no place in it stays beside the paper until that is sent.
   * @param {string} unit @param {string} id @param {Body} body @param {import('./record.js').Left[]} left @param {Body} [seen] else Overtaken
   */
  async move(unit, id, body, left, seen) {
    return this._change(unit, id, (record) => {
      if (seen && !isAsSeen(record, seen)) throw new Overtaken(id);
      putEdit(record, { ...nfc(body), unit, saved_at: this._now() }, this._now());
      if (left.length) record.left = [...(record.left ?? []), ...left];
    });
  }

  /** What found no place has been looked through. @param {string} unit @param {string} id */
  async forgetLeft(unit, id) {
    return this._change(unit, id, (record) => void delete record.left);
  }

  /** Remove a paper that was never sent; one that was signed meanwhile stays. @param {string} unit @param {string} id */
  async remove(unit, id) {
    return this._change(unit, id, (record) => {
      if (shownBody(record)?.state === 'sent') return;
      if (shownRevision(record)) putEdit(record, { unit }, this._now(), true);
      else record.edit = null;
    });
  }

  /**
   * Sign and send: each of the papers, begun before or not, says what is given here and is marked sent, all or none. Whether they have
   * arrived is another matter. Where one is not as its signer has seen it, nothing is signed: Overtaken.
   * @param {string} unit @param {{id: string, body: Body, seen?: Body}[]} signed
   */
  async send(unit, signed) {
    const at = this._now();
    await this.database.run('readwrite', async (tx) => {
      const papers = tx.objectStore(PAPERS);
      for (const { id, body, seen } of signed) {
        const record = await recordIn(papers, unit, id);
        if (seen && !isAsSeen(record, seen)) throw new Overtaken(id);
        putEdit(record, { ...nfc(body), unit, state: 'sent', saved_at: at, done_at: at }, at);
        record.refusal = null;
        delete record.left;
        await wait(papers.put(record));
      }
    });
    this._tell(signed.map(({ id }) => ({ unit, id })));
  }

  /**
   * Sign and send the rework of a paper: the next sent revision of the paper, and the end of the rework, both or neither.
   * @param {string} unit @param {string} id of the paper @param {Body} signed answers, author and device @param {Body} [seen] the rework, else Overtaken
   */
  async sendAgain(unit, id, signed, seen) {
    const at = this._now(), ids = [id, reworkId(id)];
    await this.database.run('readwrite', async (tx) => {
      const papers = tx.objectStore(PAPERS), [paper, rework] = await Promise.all(ids.map((one) => recordIn(papers, unit, one)));
      if (seen && !isAsSeen(rework, seen)) throw new Overtaken(id);
      sendAgain(paper, rework, nfc(signed), at);
      await Promise.all([paper, rework].map((one) => wait(papers.put(one))));
    });
    this._tell(ids.map((one) => ({ unit, id: one })));
  }

  /** How many papers hold something the server has not confirmed, and answers to questions. */
  async countUnsent() {
    return (await this.all()).filter(isUnsent).length + ((await this.meta(ANSWERS)) ?? []).filter((/** @type {any} */ one) => !one.refusal).length;
  }

  /**
   * Make real revisions of all edits that are not held back, mark them tried, and give what must go up: sent papers before
   * drafts, newest first, the revisions of one paper in order.
   * @returns {Promise<Body[]>}
   */
  async takePending() {
    const waiting = (await this.all()).filter((record) => record.tried.length || (record.edit && !record.edit.held));
    for (const { unit, id, edit } of waiting) {
      if (!edit || edit.held) continue;
      const rev = await makeRevision(Boolean(edit.deleted), edit.parent, edit.body);
      await this._change(unit, id, (record) => markTried(record, edit, rev));
    }
    const keys = new Set(waiting.map(({ unit, id }) => `${unit} ${id}`));
    const records = (await this.all()).filter(({ unit, id }) => keys.has(`${unit} ${id}`));
    const rank = (/** @type {PaperRecord} */ record) => {
      const body = record.bodies[record.tried[record.tried.length - 1]];
      return `${body?.state === 'sent' ? 1 : 0}${body?.saved_at ?? ''}`;
    };
    return records.sort((a, b) => (rank(a) < rank(b) ? 1 : -1))
      .flatMap((record) => triedDocuments(record).map((document) => ({ unit: record.unit, ...document })));
  }

  /** What the server said of each paper that was sent to it. @param {Result[]} results */
  async settle(results) {
    for (const { unit, id, rev, ok, receipt, error } of results) {
      const again = await this.database.run('readwrite', async (tx) => {
        const papers = tx.objectStore(PAPERS), paper = await recordIn(papers, unit, id), now = this._now();
        if (ok) confirm(paper, rev, receipt);
        else if (error) refuse(paper, rev, error, now);
        const rework = isRefusedAgain(paper) ? await recordIn(papers, unit, reworkId(id)) : null;
        if (rework) backToRework(paper, rework, now);
        await Promise.all([paper, ...(rework ? [rework] : [])].map((one) => wait(papers.put(one))));
        return Boolean(rework);
      });
      this._tell([{ unit, id }, ...(again ? [{ unit, id: reworkId(id) }] : [])]);
    }
  }

  /**
   * Revisions from the server, in one transaction with the cursor that follows them. Receipts and findings are kept with their paper.
   * @param {Body[]} documents @param {Record<string, any>} [meta]
   */
  async receive(documents, meta = {}) {
    /** @type {{unit: string, id: string}[]} */ const changed = [];
    await this.database.run('readwrite', async (tx) => {
      const papers = tx.objectStore(PAPERS);
      for (const document of documents) {
        if (document.kind === 'photo') continue;
        const { unit } = document;
        for (const [id, take] of takers(document)) {
          const record = await recordIn(papers, unit, id);
          take(record);
          await wait(papers.put(record));
          changed.push({ unit, id });
        }
      }
      for (const [name, value] of Object.entries(meta)) await wait(tx.objectStore(META).put(value, name));
    });
    this._tell(changed);
  }

  /** Whether photos are on this phone that the server may not have: only then is their code needed (photos.js). */
  async hasPhotos() {
    return (await this.database.run('readonly', (tx) => wait(tx.objectStore(PHOTOS).index(WAITING).count()), [PHOTOS])) > 0;
  }

  /** @param {string} name @returns {Promise<any>} */
  async meta(name) {
    return this.database.run('readonly', (tx) => wait(tx.objectStore(META).get(name)));
  }

  /** @param {string} name @param {any} value */
  async setMeta(name, value) {
    await this.database.run('readwrite', (tx) => wait(tx.objectStore(META).put(value, name)));
  }

  /**
   * Change what is kept beside the papers under a name, in one transaction, and tell it as a change of the paper it is about.
   * @param {string} name @param {(value: any) => any} change of what is there, null where nothing is @param {{unit: string, id: string}} about
   */
  async changeMeta(name, change, about) {
    await this.database.run('readwrite', async (tx) => {
      const meta = tx.objectStore(META);
      await wait(meta.put(change((await wait(meta.get(name))) ?? null), name));
    });
    this._tell([about]);
  }

  /** Everything the server has not confirmed, as one JSON text to carry by hand. @returns {Promise<string>} */
  async exportUnsent() {
    const papers = (await this.all()).filter(isUnsent).map((record) =>
      record.edit ? { unit: record.unit, ...record.edit.body, parent: record.edit.parent }
        : { unit: record.unit, ...documentAt(record, shownRevision(record)) });
    return JSON.stringify({ product: 'sohop', made_at: this._now(), papers, answers: (await this.meta(ANSWERS)) ?? [] }, null, 1);
  }

  async close() {
    await this.database.close();
  }
}

