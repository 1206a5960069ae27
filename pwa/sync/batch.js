/**
 * Which of the waiting papers go into the next request. Small after a line has broken, larger again when it holds; fresh and
 * small papers first. Lives in memory as long as the replicator; never drops a paper and never changes one.
 */

const MOST_BYTES = 256 * 1024;
const MOST_DOCUMENTS = 400;
const STEP = 16 * 1024;
const CAREFUL_STEP = 2 * 1024;

/** @param {any} document */
const size = (document) => new TextEncoder().encode(JSON.stringify(document)).length;
/** @param {any} document */
const keyOf = (document) => `${document.unit} ${document._id}`;

export class Batch {
  constructor() {
    this.bytes = MOST_BYTES;
    /** What the line broke under last: up to there in small steps. */ this.broke = Infinity;
    /** @type {Map<string, number>} how often a paper broke the line all alone */ this.stuck = new Map();
  }

  /**
   * In the order in which they go up: sent papers before drafts, then by day, the newest first, and within a day the small ones
   * first. The revisions of one paper stay together and in order. A paper that broke the line all alone goes behind all that did so
   * less often: whatever is wrong with it, the others get their turn.
   * @param {any[]} documents @returns {any[]}
   */
  ordered(documents) {
    /** @type {Map<string, any[]>} */ const papers = new Map();
    for (const one of documents) papers.set(keyOf(one), [...(papers.get(keyOf(one)) ?? []), one]);
    const ranked = [...papers].map(([key, revisions]) => {
      const newest = revisions[revisions.length - 1];
      return {
        revisions, stuck: this.stuck.get(key) ?? 0, draft: newest.state === 'sent' ? 0 : 1,
        day: String(newest.saved_at ?? '').slice(0, 10), size: revisions.reduce((sum, one) => sum + size(one), 0),
      };
    });
    ranked.sort((a, b) => a.stuck - b.stuck || a.draft - b.draft || (a.day === b.day ? a.size - b.size : a.day < b.day ? 1 : -1));
    return ranked.flatMap(({ revisions }) => revisions);
  }

  /** As many of the first documents as fit into one request, at least one. @param {any[]} waiting */
  take(waiting) {
    let bytes = 0, count = 0;
    for (const one of waiting) {
      bytes += size(one);
      if (count && (bytes > this.bytes || count === MOST_DOCUMENTS)) break;
      count += 1;
    }
    return waiting.slice(0, count);
  }

  /** The line broke before all of these were answered: half as much next time. @param {any[]} documents */
  failed(documents) {
    if (documents.length === 1) {
      const key = keyOf(documents[0]);
      this.stuck.set(key, (this.stuck.get(key) ?? 0) + 1);
    } else if (documents.length) {
      const bytes = documents.reduce((sum, one) => sum + size(one), 0);
      this.broke = Math.min(this.bytes, bytes);
      this.bytes = Math.floor(this.broke / 2);
    }
  }

  /** @param {any[]} documents */
  succeeded(documents) {
    for (const one of documents) this.stuck.delete(keyOf(one));
    if (documents.length) this.bytes = Math.min(MOST_BYTES, this.bytes + (this.bytes > this.broke ? STEP : CAREFUL_STEP));
  }
}
