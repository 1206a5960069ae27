/** Which address opens which page. The first is the task list, which comes with the first screen. */

import { page as tasks } from './tasks/tasks.js';

/** A page that writes, for who may write. @param {() => Promise<any>} load */
const written = (load) => async () => (await import('./begin/guard.js')).guarded(load);

/** @type {import('../app/router.js').Route[]} */
export const routes = [
  { pattern: /^\/$/, load: async () => ({ page: tasks }) },
  { pattern: /^\/book$/, load: () => import('./book.js') },
  { pattern: /^\/library$/, load: () => import('./library/library.js') },
  { pattern: /^\/library\/([^/]+)$/, load: () => import('./library/copy.js') },
  { pattern: /^\/search$/, load: () => import('./search/search.js') },
  { pattern: /^\/me$/, anywhere: true, load: () => import('./me.js') },
  { pattern: /^\/reminders$/, load: () => import('./reminders/settings.js') },
  { pattern: /^\/sending$/, anywhere: true, load: () => import('./sending.js') },
  { pattern: /^\/log-in$/, anywhere: true, load: () => import('./log-in.js') },
  { pattern: /^\/members$/, load: () => import('./begin/members.js') },
  { pattern: /^\/visits\/new$/, load: () => import('./visits/new-visit.js') },
  { pattern: /^\/meetings\/new$/, load: () => import('./begin/new-meeting.js') },
  { pattern: /^\/meetings\/([^/]+)$/, load: () => import('./meeting.js') },
  { pattern: /^\/meetings\/([^/]+)\/check$/, load: () => import('./check.js') },
  { pattern: /^\/meetings\/([^/]+)\/tasks$/, load: () => import('./follow/hand-out.js') },
  { pattern: /^\/questions\/([^/]+)$/, load: () => import('./questions/question.js') },
  { pattern: /^\/papers\/([^/]+)$/, load: written(() => import('./sections.js')) },
  { pattern: /^\/papers\/([^/]+)\/check$/, load: written(() => import('./reviews/check.js')) },
  { pattern: /^\/papers\/([^/]+)\/move$/, load: written(() => import('./versions/move.js')) },
  { pattern: /^\/papers\/([^/]+)\/read$/, load: () => import('./read.js') },
  { pattern: /^\/papers\/([^/]+)\/([^/]+)$/, load: written(() => import('./section.js')) },
];
