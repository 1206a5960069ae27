/** The theme of a thematic meeting, taken over from the year's plan where that is on this phone. The id of its row is never typed. */

import { shownBody } from '../../store/record.js';

/** @typedef {Record<string, any>} Row */

/** The themes of the plan of that year. @param {import('../../app/context.js').Context} context @param {string} year @returns {Promise<Row[]>} */
export async function themesOf({ store, unit }, year) {
  const plan = await store.get(unit.id, `thematic_plan:${year}`);
  return (plan && shownBody(plan)?.answers?.themes) ?? [];
}

/** What the meeting takes over from a theme. Pure. @param {Row} row @returns {Row} */
export const takenOver = ({ _id, theme, family, preparer, theme_form }) =>
  Object.fromEntries(Object.entries({ plan_item: _id, theme, theme_family: family, preparer, theme_form }).filter(([, value]) => value != null));
