/** Which address opens which page. The first is the task list, which comes with the first screen. */

import { page as tasks } from './tasks/tasks.js';

/** @type {import('../app/router.js').Route[]} */
export const routes = [
  { pattern: /^\/$/, load: async () => ({ page: tasks }) },
  { pattern: /^\/book$/, load: () => import('./book.js') },
  { pattern: /^\/library$/, load: () => import('./library/library.js') },
  { pattern: /^\/library\/([^/]+)$/, load: () => import('./library/copy.js') },
  { pattern: /^\/me$/, load: () => import('./me.js') },
  { pattern: /^\/sending$/, load: () => import('./sending.js') },
  { pattern: /^\/log-in$/, load: () => import('./log-in.js') },
  { pattern: /^\/meetings\/([^/]+)$/, load: () => import('./meeting.js') },
  { pattern: /^\/meetings\/([^/]+)\/check$/, load: () => import('./check.js') },
  { pattern: /^\/papers\/([^/]+)$/, load: () => import('./sections.js') },
  { pattern: /^\/papers\/([^/]+)\/check$/, load: () => import('./reviews/check.js') },
  { pattern: /^\/papers\/([^/]+)\/read$/, load: () => import('./read.js') },
  { pattern: /^\/papers\/([^/]+)\/([^/]+)$/, load: () => import('./section.js') },
];
