/**
 * An office page that shows what has come since it was opened, without being asked: it listens for news, fetches itself again and puts
 * the new figures in the place of the old. Whoever is filling in its form, or has marked text, is asked first. Without this file the page
 * is as good, only older.
 */

const board = /** @type {HTMLElement | null} */ (document.querySelector('[data-news]'));
const voice = document.createElement('p');
voice.className = 'visually-hidden';
voice.setAttribute('role', 'status');

/** Whether a change under his hands would disturb somebody. */
function isBusy() {
  const at = document.activeElement, marked = String(window.getSelection() ?? '');
  return Boolean(at && at.closest('form') && board?.contains(at)) || marked.length > 0;
}

/** Which parts that fold are open, by their place. @param {Element} page @returns {number[]} */
const opened = (page) => [...page.querySelectorAll('details')].flatMap((one, place) => (one.open ? [place] : []));

/** The page as it is now. @returns {Promise<Element | null>} */
async function fresh() {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, credentials: 'same-origin', cache: 'no-store', redirect: 'error' });
  if (!answer.ok) return null;
  return new window.DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-news]');
}

/** @param {Element} page */
function show(page) {
  if (!board) return;
  const open = opened(board), focus = pathTo(document.activeElement), at = window.scrollY;
  board.replaceChildren(...page.childNodes);
  board.querySelectorAll('details').forEach((one, place) => (one.open = open.includes(place)));
  if (focus) /** @type {HTMLElement | null} */ (board.querySelector(focus))?.focus({ preventScroll: true });
  scrollTo({ top: at, behavior: 'instant' });
  voice.textContent = board.dataset.told ?? '';
}

/** How the element that has the focus is found again: by its address, or its name. @param {Element | null} element */
function pathTo(element) {
  if (!element || !board?.contains(element)) return '';
  const href = element.getAttribute('href'), id = element.id;
  if (id) return `#${CSS.escape(id)}`;
  return href ? `a[href="${CSS.escape(href)}"]` : '';
}

/** Ask instead of changing the page. */
function ask() {
  if (!board || board.querySelector('.news')) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button button-quiet news no-print';
  button.textContent = board.dataset.ask ?? '';
  button.addEventListener('click', () => void refresh(true));
  board.prepend(button);
  voice.textContent = board.dataset.ask ?? '';
}

/** @param {boolean} asked */
async function refresh(asked) {
  if (!asked && isBusy()) return ask();
  const page = await fresh().catch(() => null);
  if (page) show(page);
}

/** A page that nobody looks at is brought up to date when somebody does. */
let waiting = false;

function heard() {
  if (document.hidden) waiting = true;
  else void refresh(false);
}

if (board?.dataset.news && 'EventSource' in window) {
  document.body.append(voice);
  const news = new window.EventSource(board.dataset.news);
  news.addEventListener('folded', heard);
  addEventListener('pagehide', () => news.close());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && waiting) {
      waiting = false;
      void refresh(false);
    }
  });
}
