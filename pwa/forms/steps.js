/**
 * The rows in which an observer tells of the steps of a meeting: one for each step that he has judged, in the order of the form. Pure;
 * asks for nothing and checks nothing.
 */

/** @typedef {Record<string, any>} Row */

/**
 * Rows as they stand under each step: one without an answer has no row yet. Pure.
 * @param {{value: string}[]} steps @param {Row[]} rows @returns {{step: string, row: Row | null, place: number}[]}
 */
export function lined(steps, rows) {
  /** @type {{step: string, row: Row | null, place: number}[]} */ const lines = [];
  for (const { value } of steps) {
    const before = lines.length;
    rows.forEach((row, place) => row.step === value && lines.push({ step: value, row, place }));
    if (lines.length === before) lines.push({ step: value, row: null, place: -1 });
  }
  return lines;
}

/**
 * The rows after a step was answered: a new one takes its place in the order of the form, one that says nothing any more goes.
 * @param {{value: string}[]} steps @param {Row[]} rows @param {{step: string, row: Row | null}} at @param {string} done @param {() => string} newId @returns {Row[]}
 */
export function answered(steps, rows, { step, row }, done, newId) {
  if (row) return done ? rows.map((one) => (one === row ? { ...one, done } : one)) : rows.filter((one) => one !== row);
  if (!done) return rows;
  const order = (/** @type {Row} */ one) => steps.findIndex(({ value }) => value === one.step);
  return [...rows, { _id: newId(), step, done }].sort((a, b) => order(a) - order(b));
}
