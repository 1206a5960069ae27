/** The task list: what is owed in this period and the next two, by when, and how it stands. A view of what this phone holds; no network. */

import { readReviews } from '../../store/reviews.js';
import { paperState } from '../../store/state.js';
import { shownBody, shownRevision } from '../../store/record.js';
import { frame, icon } from '../../ui/frame.js';
import { stateWord } from '../../ui/state.js';
import { html } from '../../vendor/lit-html.js';
import { paperName } from '../labels.js';

/** @typedef {import('./owed.js').Task} Task */

const GROUPS = ['over', 'now', 'later', 'done'];

/** @param {import('../../app/context.js').Context} context */
export async function page(context) {
  const { i18n, store, unit, replicator, profile } = context;
  if (!unit?.roles.length) {
    const left = await store.countUnsent(), unsentLine = left ? html`<p class="soft"><a href="/app/sending">${icon('phone-on')} ${i18n.t('tasks.unsent', { count: left })}</a></p>` : '';
    return { title: i18n.t('tab.tasks'), view: () => frame(i18n, { tab: 'task', title: i18n.t('tasks.title'), banner: context.banner() }, html`<div class="empty"><h2>${i18n.t(unit ? 'tasks.left_unit' : 'tasks.no_unit')}</h2><p>${i18n.t(unit ? 'tasks.left_unit_next' : 'tasks.no_unit_next', { unit: unit?.name })}</p></div>${unsentLine}`) };
  }
  /** @type {Task[] | null} */ let tasks = null;
  /** @type {typeof import('./words.js') | null} */ let words = null;
  /** @type {import('../../store/record.js').PaperRecord[]} */ let returned = [];
  /** @type {(() => any) | null} */ let today = null, /** @type {(() => any) | null} */ visits = null, /** @type {(() => any) | null} */ urges = null, /** @type {(() => any) | null} */ questions = null;
  let unsent = 0, reviews = await readReviews(store, unit.id), shown = /** @type {any} */ (null), failed = false, turn = 0;
  const here = () => profile.units.find(({ id }) => id === unit.id) ?? unit;
  const stateOf = (/** @type {import('../../store/record.js').PaperRecord} */ record) => paperState(record, replicator.inFlight.has(`${record.unit} ${record.id}`), reviews.of(record));

  // The engine comes after the first screen: it is needed only here.
  const read = async () => {
    const mine = ++turn;
    shown = here().deadlines;
    try {
      const [owed, said, reminding, back, urging, asking, sitting] = await Promise.all([import('./owed.js'), import('./words.js'), import('../reminders/today.js'), import('../reviews/returned.js'), import('./urges.js'), import('../questions/asked.js').then(async (one) => ({ ...one, ...await import('../numbers/line.js') })), unit.type === 'cell' ? null : import('../visits/list.js')]);
      const found = await Promise.all([owed.tasksOf({ store, unit: here(), forms: context.forms, now: context.now() }), readReviews(store, unit.id), store.countUnsent()]);
      const sentBack = await back.returnedPapers(context, found[1]);
      const toAnswer = await urging.urgesView(context);
      const asked = await asking.questionsView(context), numbers = await asking.movedNumbers(context);
      const toChoose = asked || numbers ? () => html`${asked?.() ?? ''}${numbers?.() ?? ''}` : null;
      const toVisit = sitting && await sitting.visitsView(context, stateOf);
      const toRemind = await reminding.todayView(context, found[0], found[1]);
      if (mine !== turn) return;
      [tasks, reviews, unsent] = found;
      [words, today, returned, urges, visits, questions, failed] = [said, toRemind, sentBack, toAnswer, toVisit, toChoose, false];
    } catch {
      failed = !tasks;
    }
    context.redraw();
  };
  const ends = [store.subscribe(() => void read()), replicator.subscribe(() => void (here().deadlines === shown || read()))];
  unsent = await store.countUnsent();

  const groupOf = (/** @type {Task} */ { standing: { status, overtaken_by }, record }) => {
    if (record && stateOf(record) === 'returned') return 'now';
    if (overtaken_by) return 'done';
    if (status === 'overdue') return 'over';
    return status === 'due' || status === 'due_soon' ? 'now' : status === 'not_open' ? 'later' : 'done';
  };
  const row = (/** @type {Task} */ task) => {
    const { obligation, standing, record, href } = task, { periodWords, standingWords } = /** @type {NonNullable<typeof words>} */ (words);
    const group = groupOf(task), signed = Boolean(record && shownBody(record)?.state === 'sent'), receipt = record?.receipts[shownRevision(record)];
    const inside = html`<span class="row-name">${i18n.text(obligation.title)}, ${periodWords(i18n, obligation.period)}</span>
      <span class="row-text">${group === 'over' ? icon('missing') : standing.status === 'due_soon' ? icon('clock') : ''} ${standingWords(i18n, obligation, standing, signed)}</span>
      ${record && shownBody(record) ? stateWord(i18n, stateOf(record), group === 'done' && receipt ? receipt.number : '') : ''}`;
    return html`<li class="row ${group === 'over' ? 'row-over' : standing.status === 'due_soon' && group === 'now' ? 'row-soon' : ''}">
      ${href ? html`<a class="row-link" href=${href}>${inside}${icon('next', 'row-go')}</a>` : html`<div class="row-link">${inside}</div>`}</li>`;
  };
  const back = (/** @type {import('../../store/record.js').PaperRecord} */ record) => html`<li class="row row-over"><a class="row-link" href="/app/papers/${record.id}/read">
    <span class="row-name">${paperName(record.id, i18n)}</span>${stateWord(i18n, 'returned')}${icon('next', 'row-go')}</a></li>`;
  // What is overdue and done begins with the newest: it is the likeliest to be looked for.
  const inGroup = (/** @type {string} */ name) => (tasks ?? []).filter((one) => groupOf(one) === name);
  const groups = () => GROUPS.map((name) => /** @type {const} */ ([name, name === 'over' || name === 'done' ? inGroup(name).reverse() : inGroup(name)])).filter(([, some]) => some.length);

  return {
    title: i18n.t('tab.tasks'), leave: async () => ends.forEach((end) => end()), shown: () => void read(),
    view: () => frame(i18n, { tab: 'task', title: i18n.t('tasks.title'), under: unit.name, banner: context.banner() }, html`
      ${today?.()}
      ${returned.length ? html`<h2>${i18n.t('tasks.returned')}</h2><ul class="rows">${returned.map(back)}</ul>` : ''}
      ${questions ? questions() : ''}${urges ? urges() : ''}${visits ? visits() : ''}
      ${tasks ? groups().map(([name, some]) => html`<h2>${i18n.t(`tasks.${name}`)}</h2><ul class="rows">${some.map(row)}</ul>`) : html`<p class="soft">${i18n.t(failed ? 'tasks.failed' : 'tasks.reading')}</p>`}
      ${tasks && !tasks.length && !visits && !urges ? html`<p class="soft">${i18n.t('tasks.nothing')}</p>` : ''}
      <p class="soft">${unsent ? html`<a href="/app/sending">${icon('phone-on')} ${i18n.t('tasks.unsent', { count: unsent })}</a>` : html`${icon('check')} ${i18n.t('tasks.all_sent')}`}</p>`),
  };
}
