/** Addresses under /app/ and the pages they open. Links are ordinary links; only those of the app are taken here. */

/** @typedef {{pattern: RegExp, anywhere?: boolean, load: () => Promise<{page: (context: any, ...parts: string[]) => Promise<any>}>}} Route `anywhere`: for those too who work in no unit, who see the first page instead of any other */

export class Router {
  /** @param {Route[]} routes @param {(page: any) => void} show @param {() => any} context @param {(context: any, error: unknown) => any} failed the page for one that cannot be opened */
  constructor(routes, show, context, failed) {
    this._failed = failed;
    this._routes = routes;
    this._show = show;
    this._context = context;
    this._turn = 0;
    /** @type {any} */ this.current = null;
  }

  start() {
    addEventListener('popstate', () => this.open());
    document.addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      const plain = !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
      if (!link || !plain || link.target || link.hasAttribute('download')) return;
      if (link.origin !== location.origin || !link.pathname.startsWith('/app/') || link.getAttribute('href')?.startsWith('#')) return;
      event.preventDefault();
      this.go(link.pathname + link.search + link.hash);
    });
    return this.open();
  }

  /** @param {string} path @param {{replace?: boolean}} [how] */
  go(path, { replace = false } = {}) {
    history[replace ? 'replaceState' : 'pushState'](null, '', path);
    return this.open();
  }

  /** Open the page of the present address; what is typed on the page that is left is saved first. Until it is shown the body is
   * `aria-busy` (WAI-ARIA 1.2 §6.6): what stands there still belongs to another address. */
  async open() {
    const turn = ++this._turn;
    document.body.ariaBusy = 'true';
    try {
      await this._open(turn);
    } finally {
      if (turn === this._turn) document.body.ariaBusy = 'false';
    }
  }

  /** @param {number} turn */
  async _open(turn) {
    const path = decodeURIComponent(location.pathname.slice('/app'.length));
    await this.current?.leave?.();
    const context = this._context();
    const route = this._routes.find(({ pattern, anywhere }) => pattern.test(path) && (anywhere || context.unit)) ?? this._routes[0];
    const parts = (path.match(route.pattern) ?? []).slice(1);
    // What stood here belongs to another address, and has been left.
    const opened = await route.load().then(({ page }) => page(context, ...parts)).catch((error) => this._failed(context, error));
    if (turn !== this._turn) return;
    this.current = opened;
    this._show(opened);
    opened.shown?.();
    document.title = `${opened.title} · Sổ Họp`;
    const target = location.hash ? document.getElementById(location.hash.slice(1)) : document.querySelector('h1');
    if (!location.hash) scrollTo(0, 0);
    if (target instanceof HTMLElement) target.focus({ preventScroll: !location.hash });
  }
}
