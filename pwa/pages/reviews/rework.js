/** Working over a paper that has come back: in a rework where the paper may be sent again, by an amendment where it was signed. */

import { dayOf, isoWithOffset } from '../../lib/time.js';
import { ulid } from '../../lib/ulid.js';
import { day } from '../../i18n/dates.js';
import { shownBody, shownRevision } from '../../store/record.js';
import { GENERAL, readReviews } from '../../store/reviews.js';
import { begun, reworkId, reworked } from '../../store/rework.js';
import { labelOf } from '../labels.js';
import { linesOf } from '../lines.js';

/** @typedef {import('../../app/context.js').Context} Context */
/** @typedef {import('../../store/reviews.js').Review} Review */

const SIGNED = new Set(['minutes', 'amendment']);

/** How a paper that has come back is answered. @param {string} kind @param {Review | null} review @param {boolean} frozen @returns {'rework' | 'amendment' | null} */
export function answerTo(kind, review, frozen) {
  if (frozen) return 'amendment';
  if (review?.decision !== 'returned') return null;
  return SIGNED.has(kind) ? 'amendment' : 'rework';
}

/** The rework of a paper, begun with all that was sent where there is none yet. @param {Context} context @param {string} id of the rework */
export async function openRework(context, id) {
  const { store, unit, profile } = context, known = await store.get(unit.id, id);
  if (known && shownBody(known)) return known;
  const paper = await store.get(unit.id, reworked(id) ?? ''), sent = paper && shownBody(paper);
  if (!sent || sent.state !== 'sent') throw new Error(`${id}: nothing was sent`);
  await store.begin(unit.id, id, { ...begun(sent), author: profile.account.username, device: context.device, saved_at: isoWithOffset() });
  return store.get(unit.id, id);
}

/** The rework that is under way on this phone, or null. @param {Context} context @param {string} id of the paper */
export async function reworkOf({ store, unit }, id) {
  const record = await store.get(unit.id, reworkId(id));
  return record && shownBody(record) ? record : null;
}

/** The review of the revision that a rework answers. @param {Context} context @param {string} target */
export async function reviewBehind({ store, unit }, target) {
  return (await readReviews(store, unit.id, target)).of(await store.get(unit.id, target));
}

/** The amendments of a paper. @param {Context} context @param {string} id */
export async function amendmentsOf({ store, unit }, id) {
  return (await store.list(unit.id, 'amendment:')).filter((one) => shownBody(one)?.answers?.target === id);
}

/**
 * The id of an amendment of a signed or approved paper, filled in with what was said of it; the draft that is there already is gone on with.
 * @param {Context} context @param {import('../../store/record.js').PaperRecord} record @param {Review | null} review @returns {Promise<string>}
 */
export async function openAmendment(context, record, review) {
  const { store, unit, profile, forms, i18n } = context;
  const begunAlready = (await amendmentsOf(context, record.id)).find((one) => shownBody(one)?.state === 'draft');
  if (begunAlready) return begunAlready.id;
  const body = /** @type {import('../../store/record.js').Body} */ (shownBody(record));
  const [definition, form] = await Promise.all([forms.get(body.form, body.version), forms.latest('amendment')]);
  const id = `amendment:${ulid()}`;
  await store.save(unit.id, id, {
    kind: 'amendment', form: 'amendment', version: form.version, unit: unit.id, state: 'draft', author: profile.account.username,
    device: context.device, saved_at: isoWithOffset(), answers: amendmentAnswers(record.id, shownRevision(record), body, definition, review, i18n, dayOf(context.now())),
  });
  return id;
}

/**
 * What an amendment takes over: a row a field that was commented on, with what stands there now.
 * @param {string} target @param {string} target_rev @param {import('../../store/record.js').Body} body @param {import('../../forms/types.js').Definition} definition
 * @param {Review | null} review @param {import('../../i18n/i18n.js').I18n} i18n @param {string} today YYYY-MM-DD
 */
export function amendmentAnswers(target, target_rev, body, definition, review, i18n, today) {
  const said = review?.comments ?? [], all = definition.sections.flatMap((section) => section.fields);
  const reason = said.map((one) => (one.path === GENERAL ? one.text : `${labelOf(definition, one.path, i18n)}: ${one.text}`)).join('\n');
  const paths = [...new Set(said.map((one) => one.path).filter((path) => path !== GENERAL))];
  const fields = paths.map((path) => {
    const field = all.find((one) => one.name === path.split('.')[1]), old = field ? linesOf(field, body.answers[field.name], i18n).join('\n') : '';
    return { _id: ulid(), path, label: labelOf(definition, path, i18n), ...(old && { old }) };
  });
  return {
    target, target_rev, dated: today,
    ...(review && { reason: `${i18n.t('review.returned', { day: day(review.at) })}\n${reason}`.trim() }),
    ...(fields.length && { fields }),
  };
}
