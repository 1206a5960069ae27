/** What other units' papers the server has brought to this phone, newest first. Pure. */

import { shownBody } from '../../store/record.js';

/** @typedef {{id: string, kind: string, title: string, from: string, source: string, doneAt: string, paper: Record<string, any>}} Copy */

/** @param {import('../../store/record.js').PaperRecord[]} records @returns {Copy[]} */
export const copiesIn = (records) =>
  records.flatMap((record) => {
    const body = shownBody(record);
    if (!body?.paper || !body.source) return [];
    const { paper, source } = body, title = paper.answers?.title;
    return [{ id: record.id, kind: paper.kind, title: typeof title === 'string' ? title : '', from: source.unit, source: source.id, doneAt: paper.done_at ?? '', paper }];
  }).sort((a, b) => (a.doneAt < b.doneAt ? 1 : a.doneAt > b.doneAt ? -1 : a.id < b.id ? -1 : 1));

/** The mark by which a cell tells that it has read an orientation; '' for what is not marked. @param {Copy} copy */
export const markOf = (copy) => (copy.kind === 'orientation' ? `read_mark:${copy.source.slice('orientation:'.length)}` : '');
