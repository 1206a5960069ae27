/** The answer to an urging that was brought here: the one that is there already, or one begun with which urging it is about. */

import { dayOf, isoWithOffset } from '../../lib/time.js';
import { ulid } from '../../lib/ulid.js';
import { shownBody } from '../../store/record.js';

/** The answers of this unit to an urging, the newest last. @param {import('../../app/context.js').Context} context @param {string} source id of the urging */
export async function answersTo({ store, unit }, source) {
  return (await store.list(unit.id, 'urge_answer:')).filter((record) => shownBody(record)?.answers?.of === source);
}

/** Begin an answer; gives its id. @param {import('../../app/context.js').Context} context @param {string} source @param {Record<string, any>} urge answers of the urging */
export async function beginAnswer({ store, unit, profile, forms, device, now }, source, urge) {
  const id = `urge_answer:${ulid()}`, { version } = await forms.latest('urge_answer');
  const about = typeof urge.about === 'string' ? await store.get(unit.id, urge.about) : null;
  await store.save(unit.id, id, {
    kind: 'urge_answer', form: 'urge_answer', version, unit: unit.id, state: 'draft', author: profile.account.username, device, saved_at: isoWithOffset(),
    answers: { of: source, answered_on: dayOf(now()), answered_by: { name: profile.account.name }, ...(about && shownBody(about)?.state === 'sent' && { paper: urge.about }) },
  });
  return id;
}
