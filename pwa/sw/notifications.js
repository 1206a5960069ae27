/**
 * What a push becomes on the phone, and what a tap on it does. The payload is that of Declarative Web Push (WebKit, "Meet Declarative
 * Web Push", 2025), so a browser that knows it shows it without this file. Opening needs no network: the app and its papers are here.
 */

(() => {
  const worker = /** @type {any} */ (self);
  const HOME = '/app/', PAGES = ['/app/', '/units/'], AFTERNOON = '16:00', VIETNAM = 7 * 3_600_000;
  /** @type {Record<string, Record<string, string>>} */
  const WORDS = {
    vi: { title: 'Sổ Họp', body: 'Đồng chí có việc cần xem.', open: 'Mở', afternoon: 'Nhắc lại chiều nay', tomorrow: 'Nhắc lại sáng mai' },
    en: { title: 'Sổ Họp', body: 'Something needs your attention.', open: 'Open', afternoon: 'Remind me this afternoon', tomorrow: 'Remind me tomorrow morning' },
  };

  /** An address of the app or of an office page, and nothing else: a message from outside leads nowhere else. @param {any} navigate @param {string} origin */
  function within(navigate, origin) {
    try {
      const url = new URL(String(navigate), origin);
      return url.origin === origin && PAGES.some((one) => url.pathname.startsWith(one)) ? url.pathname + url.search + url.hash : HOME;
    } catch {
      return HOME;
    }
  }

  /** Whether a clock time lies between two others, over midnight too: what comes then makes no sound. @param {string} at HH:MM @param {any} quiet */
  function isQuiet(at, quiet) {
    if (!Array.isArray(quiet) || quiet.length !== 2) return false;
    const [from, to] = quiet.map(String);
    return from <= to ? at >= from && at < to : at >= from || at < to;
  }

  /** @param {string | null} text */
  function parsed(text) {
    try {
      return JSON.parse(text ?? '').notification ?? {};
    } catch {
      return {};
    }
  }

  /**
   * Title, options and badge of what is shown. A push that cannot be read is shown all the same, in general words: browsers take the
   * right to push away from who shows nothing.
   * @param {string | null} text @param {string} origin @param {Date} now
   */
  worker.notificationOf = (text, origin, now) => {
    const told = parsed(text), lang = told.lang === 'en' ? 'en' : 'vi', words = WORDS[lang], tag = typeof told.tag === 'string' && told.tag ? told.tag : 'sohop';
    const reminder = typeof told.data?.reminder === 'string' ? told.data.reminder : '';
    const clock = new Date(now.getTime() + VIETNAM).toISOString().slice(11, 16), silent = isQuiet(clock, told.data?.quiet);
    const actions = [{ action: 'open', title: words.open }];
    if (reminder) actions.push({ action: 'later', title: clock < AFTERNOON ? words.afternoon : words.tomorrow });
    return {
      title: String(told.title || words.title),
      options: {
        body: String(told.body || words.body), lang, dir: 'ltr', tag, renotify: !silent, silent, icon: '/app/icons/icon-192.png', badge: '/app/icons/badge-96.png',
        timestamp: now.getTime(), data: { reminder, path: within(told.navigate ?? HOME, origin) }, actions,
      },
      badge: Number.isInteger(told.app_badge) && told.app_badge >= 0 ? told.app_badge : null,
    };
  };

  /** @param {number | null} count null: as it is */
  async function setBadge(count) {
    if (count === null || !worker.navigator.setAppBadge) return;
    await (count ? worker.navigator.setAppBadge(count) : worker.navigator.clearAppBadge()).catch(() => {});
  }

  /** @param {string | null} text of the push */
  worker.showPush = async (text) => {
    const { title, options, badge } = worker.notificationOf(text, worker.location.origin, new Date());
    await Promise.all([worker.registration.showNotification(title, options), setBadge(badge)]);
    await worker.noteEvent(options.data.reminder, 'shown');
  };

  /** A page of the app that is open takes the address itself, so that what is being typed is saved first. @param {any} client @param {string} path */
  const handOver = (client, path) => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel(), end = (/** @type {boolean} */ taken) => {
      clearTimeout(timer);
      port1.close();
      resolve(taken);
    }, timer = setTimeout(() => end(false), 1_000);
    port1.onmessage = () => end(true);
    client.postMessage({ open: path }, [port2]);
  });

  /** @param {string} path */
  worker.openPath = async (path) => {
    // An office page is none of the app's: the browser opens it.
    const windows = path.startsWith(HOME) ? await worker.clients.matchAll({ type: 'window' }) : [];
    const client = windows.find((/** @type {any} */ one) => one.focused) ?? windows.find((/** @type {any} */ one) => one.visibilityState === 'visible') ?? windows[0];
    if (!client) return void (await worker.clients.openWindow(path));
    // Before anything that takes time: the right to bring a window forward passes.
    await client.focus().catch(() => {});
    if (!(await handOver(client, path))) await client.navigate(path).catch(() => worker.clients.openWindow(path));
  };

  /** @param {any} notification @param {string} action */
  worker.tapped = async (notification, action) => {
    const { reminder = '', path = HOME } = notification.data ?? {};
    notification.close();
    if (action !== 'later') return void (await Promise.all([worker.openPath(path), worker.noteEvent(reminder, 'opened')]));
    // With no signal nobody can remind him again: what was shown stays where it is, without a sound.
    if (await worker.noteEvent(reminder, 'later')) return;
    const { title, body, lang, tag, icon, badge, data, actions } = notification;
    await worker.registration.showNotification(title, { body, lang, tag, icon, badge, data, actions, silent: true });
  };
})();
