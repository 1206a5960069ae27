/** A service worker's scripts in a world of their own: what a browser gives them, with an IndexedDB that starts empty. */

import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';

import { IDBFactory } from 'fake-indexeddb';

const ORIGIN = 'https://sohop.test';

/** What a registration promises about notifications: one of a tag takes the place of the one before. */
class Registration {
  constructor() {
    /** @type {Map<string, any>} */ this.shown = new Map();
  }

  /** @param {string} title @param {any} options */
  async showNotification(title, options) {
    this.shown.set(options.tag, { title, ...options, close: () => this.shown.delete(options.tag) });
  }
}

/** A window of the app. `takes`: whether its page is there to take an address. */
export class Window {
  /** @param {{focused?: boolean, visibilityState?: string, takes?: boolean}} [how] */
  constructor({ focused = false, visibilityState = 'visible', takes = true } = {}) {
    Object.assign(this, { focused, visibilityState });
    this.takes = takes;
    /** @type {string[]} */ this.seen = [];
  }

  /** @param {{open: string}} message @param {MessagePort[]} ports */
  postMessage({ open }, [port]) {
    if (!this.takes) return;
    this.seen.push(`took ${open}`);
    port.postMessage('taken');
    port.close();
  }

  async focus() {
    this.seen.push('focused');
  }

  /** @param {string} path */
  async navigate(path) {
    this.seen.push(`navigated ${path}`);
  }
}

/** @param {string[]} names of the scripts @param {{windows?: Window[], badges?: (number | null)[], fetch?: any}} [world] @returns {any} */
export function worker(names, { windows = [], badges = [], fetch = async () => Promise.reject(new Error('no signal')) } = {}) {
  /** @type {string[]} */ const opened = [];
  const self = {
    indexedDB: new IDBFactory(), location: { origin: ORIGIN }, registration: new Registration(), opened,
    atob, clients: { matchAll: async () => windows, openWindow: async (/** @type {string} */ path) => void opened.push(path) },
    navigator: { setAppBadge: async (/** @type {number} */ count) => void badges.push(count), clearAppBadge: async () => void badges.push(null) },
  };
  const world = { self, URL, Promise, Error, Date, JSON, Number, String, Math, Set, Uint8Array, AbortController, MessageChannel, setTimeout, clearTimeout, fetch };
  for (const name of names) runInNewContext(readFileSync(new URL(`../../../pwa/sw/${name}.js`, import.meta.url), 'utf8'), world);
  return self;
}
