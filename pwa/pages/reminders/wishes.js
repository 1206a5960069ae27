/** What the person wants of his reminders on all his phones: from what hour on, and whether of tomorrow's meetings. Kept by the server, so with a signal. */

import { keepWishes, readWishes } from '../../reminders/door.js';
import { html } from '../../vendor/lit-html.js';

/** Hours to choose from; '' is the hour of the rules. */
const HOURS = ['', '08:00', '09:00', '11:00', '16:00', '18:00', '19:00'];

/** @param {import('../../app/context.js').Context} context */
export function wishesPart(context) {
  const { i18n: { t }, redraw } = context;
  /** @type {import('../../reminders/door.js').Wishes | null} */ let wishes = null;
  let said = '';

  const keep = async (/** @type {Partial<import('../../reminders/door.js').Wishes>} */ more) => {
    const before = wishes, after = /** @type {import('../../reminders/door.js').Wishes} */ ({ ...wishes, ...more });
    [wishes, said] = [after, ''];
    const isKept = await keepWishes(after);
    if (!isKept) wishes = before;
    said = isKept ? 'wishes.kept' : 'calendar.away';
    redraw();
  };
  const hours = (/** @type {string} */ chosen) => (HOURS.includes(chosen) ? HOURS : [...HOURS, chosen].sort());

  return {
    read: async () => {
      wishes = await readWishes();
      redraw();
    },
    /** Nothing while it is not known: with no signal nothing can be changed. */
    view: () => (wishes ? html`<section class="section"><h2>${t('wishes.title')}</h2>
      <div class="field"><label class="label" for="wish-first">${t('wishes.first')}</label>
        <select class="select" id="wish-first" @change=${(/** @type {any} */ event) => keep({ first: event.target.value })}>
          ${hours(wishes.first).map((hour) => html`<option value=${hour} ?selected=${hour === wishes?.first}>${hour || t('wishes.usual')}</option>`)}</select></div>
      <div class="choices"><label class="choice"><input type="checkbox" .checked=${wishes.meetings} @change=${(/** @type {any} */ event) => keep({ meetings: event.target.checked })}> <span>${t('wishes.meetings')}</span></label></div>
      <p role="status">${said ? t(said) : ''}</p></section>` : ''),
  };
}
