/** What stands above a paper that several have written in: the questions about it, the line of the merge, and the number of a resolution. Read anew when the store changes. */

import { questionsOf } from './asked.js';
import { mergedLine } from './merged.js';
import { numberLine } from '../numbers/line.js';

/** @param {import('../../app/context.js').Context} context @param {string} id of the paper @returns {Promise<{view: () => any, close: () => void}>} */
export async function besidePaper(context, id) {
  const { store, unit } = context, read = async () => [await questionsOf(context, id), await mergedLine(context, await store.get(unit.id, id)), await numberLine(context, id)];
  let shown = await read();
  const end = store.subscribe(async () => {
    shown = await read();
    context.redraw();
  });
  return { view: () => shown.map((one) => one?.() ?? ''), close: () => void end() };
}
