/** What is done about reminders beside every page, never before it: the badge, the subscription, what the server is to be told. */

import { countOwed } from '../../reminders/due.js';
import { showBadge } from '../../reminders/badge.js';
import { renew, tellEvents } from '../../reminders/subscription.js';
import { readReviews } from '../../store/reviews.js';
import { tasksOf } from '../tasks/owed.js';
import { askView } from './ask.js';
import { dutiesOf } from './gather.js';

/** @param {import('../../app/context.js').Context} context */
export async function keepBadge({ store, profile, forms, now }) {
  const counts = await Promise.all(profile.units.map(async (unit) => {
    const tasks = await tasksOf({ store, unit, forms, now: now() });
    return countOwed(dutiesOf(tasks, await readReviews(store, unit.id)));
  }));
  await showBadge(counts.reduce((all, one) => all + one, 0));
}

/** @type {(() => any) | null} */ let asking = null;

/** The question whether reminders may come, for the pages' banner; it stays while its answer is told. @param {import('../../app/context.js').Context} context */
export async function beside(context) {
  asking ??= await askView(context);
  return asking;
}

/** @param {import('../../app/context.js').Context} context @param {string} [opened] id of the reminder that led here */
export async function keepUp(context, opened = '') {
  await Promise.allSettled([keepBadge(context), tellEvents(opened), renew({ device: context.device, username: context.profile.account.username }, Date.now())]);
}
