/**
 * What every page is given.
 *
 * @typedef {{store: import('../store/store.js').Store, replicator: import('../sync/replicator.js').Replicator,
 *   profile: import('./session.js').Profile, unit: import('./session.js').UnitOfPerson, device: string,
 *   i18n: import('../i18n/i18n.js').I18n, forms: import('./forms.js').Forms, now: () => Date,
 *   go: (path: string, how?: {replace?: boolean}) => void, redraw: () => void, banner: () => any}} Context
 */

export {};
