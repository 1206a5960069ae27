/**
 * Papers by name where an answer points to one: what may be picked, and what is read instead of an id. Only what is on this phone is
 * named by its own title or day; of anything else the kind and the month are told.
 */

import { day } from '../../i18n/dates.js';
import { shownBody } from '../../store/record.js';
import { isMeetingField, meetingName, paperName } from '../labels.js';
import { copiesIn } from '../library/copies.js';

/** @typedef {import('../../app/context.js').Context} Context */
/** @typedef {import('../../forms/types.js').Field} Field */
/** @typedef {{id: string, name: string}} Choice */

/** Kinds an answer may point to, by the name of its question; a question that is not listed takes them all. @type {Record<string, string[]>} */
const FITTING = {
  meeting: ['meeting'], for_meeting: ['meeting'], discussed_in: ['meeting'], agreed_in: ['meeting', 'minutes'], orientation: ['orientation'], of: ['orientation', 'urge'],
};
const OWN = ['meeting', 'minutes', 'score_sheet', 'resolution', 'thematic_plan', 'four_good', 'task', 'good_practice'];
/** Kinds whose id belongs to one paper wherever it lies; that of a meeting's papers is the same in every cell. */
const BROUGHT = new Set(['orientation', 'urge', 'inspection', 'good_practice']);

/** What a paper calls itself. @param {Record<string, any> | undefined} answers */
const titleOf = (answers) => [answers?.title, answers?.what].find((one) => typeof one === 'string' && one) ?? '';

/** @param {string} id @param {Record<string, any> | undefined} answers @param {import('../../i18n/i18n.js').I18n} i18n @param {boolean} asMeeting */
function nameOf(id, answers, i18n, asMeeting) {
  const name = asMeeting ? meetingName(id, i18n) : paperName(id, i18n), title = titleOf(answers);
  if (title) return `${name}: ${title}`;
  return typeof answers?.date === 'string' ? i18n.t('paper.on', { paper: name, day: day(answers.date) }) : name;
}

/** Everything on this phone that an answer may point to, newest first. @param {Context} context @returns {Promise<{id: string, kind: string, answers: Record<string, any> | undefined}[]>} */
async function known({ store, unit }) {
  const own = (await Promise.all(OWN.map((kind) => store.list(unit.id, `${kind}:`)))).flat();
  const brought = copiesIn(await store.list(unit.id, 'copy:')).filter((one) => BROUGHT.has(one.kind));
  const found = [...brought.map((one) => ({ id: one.source, kind: one.kind, answers: one.paper.answers, at: one.doneAt })),
    ...own.map((one) => ({ id: one.id, kind: one.id.split(':', 1)[0], answers: shownBody(one)?.answers, at: `${shownBody(one)?.answers?.date ?? shownBody(one)?.saved_at ?? ''}` }))];
  return found.sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** What may be picked for each question of type "paper"; what stands there already is always among it. @param {Context} context @param {Field[]} fields @param {Record<string, any>} answers @returns {Promise<(field: Field) => Choice[]>} */
export async function papersToPick(context, fields, answers) {
  const asked = fields.filter((field) => field.type === 'paper');
  if (!asked.length) return () => [];
  const papers = await known(context), { i18n } = context;
  return (field) => {
    const kinds = FITTING[field.name], held = answers[field.name];
    const fitting = papers.filter(({ id, kind }) => id === held || !kinds || kinds.includes(kind)).map(({ id, answers: said }) => ({ id, name: nameOf(id, said, i18n, isMeetingField(field)) }));
    return typeof held !== 'string' || fitting.some(({ id }) => id === held) ? fitting : [...fitting, { id: held, name: nameOf(held, undefined, i18n, isMeetingField(field)) }];
  };
}

/** The words with which a paper is read: every paper it points to by name, where this phone has it. @param {Context} context @param {import('../../forms/types.js').Definition} definition @returns {Promise<import('../../i18n/i18n.js').I18n>} */
export async function naming(context, definition) {
  const { i18n } = context, all = definition.sections.flatMap((section) => section.fields.flatMap((field) => [field, ...(field.fields ?? [])]));
  if (!all.some((field) => field.type === 'paper')) return i18n;
  const papers = new Map((await known(context)).map(({ id, answers }) => [id, answers]));
  return { ...i18n, paper: (id, asMeeting) => (papers.has(id) ? nameOf(id, papers.get(id), i18n, asMeeting) : '') };
}

/** Units by name: the own one, those it observes, those beside it. @param {import('../../app/session.js').UnitOfPerson} unit @returns {Choice[]} */
export const unitsToPick = (unit) =>
  [{ id: unit.id, name: unit.name }, ...Object.entries({ ...unit.cells, ...unit.beside }).map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, 'vi'))];
