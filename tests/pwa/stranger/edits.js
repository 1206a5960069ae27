// Random edits of a few documents, as people and programs make them, on any PouchDB, local or remote: bodies, conflicts,
// deletions and beginnings after them, attachments added, changed, kept and removed, long histories. The same seed makes the
// same choices. Never touches a document it was not given the id of.
//
// PouchDB 9 pulls an attachment by name from the winner as it is now, whatever revision it writes, and drops those of deleted
// documents. Where it takes part, edits are `careful`: a name stands for one content, and nothing deleted has attachments.

const TEXTS = ["Nà Đon", "Pa Pe", "Bình Lư", "Tam Đường"];
const FILES = [["bien-ban.txt", "text/plain"], ["ảnh chụp.png", "image/png"], ["ghi-chep.json", "application/json"]];

/**
 * @typedef {{ next: () => number, below: (most: number) => number, pick: <T>(from: T[]) => T, hex: () => string, careful: boolean }} Chance
 */

/**
 * @param {number} seed
 * @param {boolean} careful
 * @returns {Chance}
 */
export function chanceOf(seed, careful) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0; // mulberry32
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (/** @type {number} */ most) => Math.floor(next() * most);
  const hex = () => Array.from({ length: 32 }, () => below(16).toString(16)).join("");
  return { next, below, hex, careful, pick: (from) => from[below(from.length)] };
}

/**
 * An attachment: few contents, so that the same come twice; text and such as no text can be.
 * @param {Chance} chance
 * @returns {Record<string, { content_type: string, data: string }>}
 */
function file(chance) {
  const kind = chance.below(8);
  const text = `Biên bản ${kind}\n`.repeat(1 + 40 * kind);
  const bytes = kind < 4 ? Buffer.from(text) : Buffer.from(Array.from({ length: 50 * kind * kind }, (_, place) => (place * 7 * kind) % 256));
  const [name, content_type] = chance.careful ? [`${kind}.bin`, "application/octet-stream"] : chance.pick(FILES);
  return { [name]: { content_type, data: bytes.toString("base64") } };
}

/**
 * A living leaf of a document, not always the winner; null where there is none.
 * @param {any} db
 * @param {string} id
 * @param {Chance} chance
 * @returns {Promise<any>}
 */
async function leafOf(db, id, chance) {
  try {
    const found = await db.get(id, { open_revs: "all" });
    const alive = found.map((/** @type {any} */ row) => row.ok).filter((/** @type {any} */ doc) => !doc._deleted);
    return alive.length ? chance.pick(alive) : null;
  } catch (error) {
    if (/** @type {any} */ (error).status === 404) return null;
    throw error;
  }
}

/** @param {any} doc @param {Chance} chance */
const changed = (doc, chance) => ({ ...doc, n: chance.below(1000), text: chance.pick(TEXTS) });

/** @type {Record<string, (db: any, doc: any, chance: Chance) => Promise<any>>} */
const EDITS = {
  body: (db, doc, chance) => db.put(changed(doc, chance)),
  gone: (db, doc) => db.put({ _id: doc._id, _rev: doc._rev, _deleted: true }),
  /** A deletion that says something, and may keep its attachments. */
  farewell: (db, { _attachments, ...doc }, chance) =>
    db.put({ ...changed(doc, chance), ...(_attachments && !chance.careful ? { _attachments } : {}), _deleted: true }),
  branch: async (db, doc, chance) => {
    const { _revisions: told } = await db.get(doc._id, { rev: doc._rev, revs: true });
    const ids = [chance.hex(), ...told.ids.slice(1)]; // a sister of the leaf
    const { _attachments: _, ...body } = changed(doc, chance);
    const sister = /** @type {any} */ ({ ...body, _rev: `${told.start}-${ids[0]}`, _revisions: { start: told.start, ids } });
    if (chance.below(2)) {
      // without `revpos` CouchDB would note 0 and later take the attachment for one that every peer has
      const [[name, one]] = Object.entries(file(chance));
      sister._attachments = { [name]: { ...one, revpos: told.start } };
    }
    return db.bulkDocs([sister], { new_edits: false });
  },
  attach: (db, doc, chance) => db.put({ ...changed(doc, chance), _attachments: { ...doc._attachments, ...file(chance) } }),
  detach: (db, doc, chance) => {
    const names = Object.keys(doc._attachments ?? {});
    return names.length ? db.removeAttachment(doc._id, chance.pick(names), doc._rev) : EDITS.attach(db, doc, chance);
  },
  often: async (db, doc, chance) => {
    for (let left = 15; left; left--) doc = { ...doc, _rev: (await db.put(changed(doc, chance))).rev };
  },
};
const OFTEN = ["body", "body", "attach", "attach", "attach", "detach", "branch", "gone", "farewell"];

/**
 * Resolves when `most` edits were made; one that another edit came before is left out.
 * @param {any} db
 * @param {string[]} ids
 * @param {Chance} chance
 * @param {number} most
 * @returns {Promise<void>}
 */
export async function editAtRandom(db, ids, chance, most) {
  for (let made = 0; made < most; made++) {
    const id = chance.pick(ids);
    const kind = made % 40 === 39 ? "often" : chance.pick(OFTEN);
    try {
      const doc = await leafOf(db, id, chance);
      await (doc === null ? db.put(changed({ _id: id }, chance)) : EDITS[kind](db, doc, chance));
    } catch (error) {
      if (/** @type {any} */ (error).status !== 409 && /** @type {any} */ (error).status !== 404) throw error;
    }
  }
}

/**
 * What chance may leave out, on one side and the other: a document of two living leaves, and one that is gone.
 * @param {any} db
 * @param {Chance} chance
 */
export async function editForCertain(db, chance) {
  await db.bulkDocs([{ _id: "both", _rev: `1-${chance.hex()}`, n: 1 }], { new_edits: false });
  const id = `gone:${chance.hex()}`;
  const { rev } = await db.put({ _id: id });
  await db.remove(id, rev);
}
