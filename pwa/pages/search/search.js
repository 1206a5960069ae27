/** Search across the papers of the unit on this phone: what was written here and what was brought. Needs no network, sends nothing. */

import { day } from '../../i18n/dates.js';
import { shownBody } from '../../store/record.js';
import { frame, icon } from '../../ui/frame.js';
import { html } from '../../vendor/lit-html.js';
import { paperName } from '../labels.js';
import { copiesIn } from '../library/copies.js';
import { find, linesIn } from './find.js';

const MOST = 50;
const NOT_SEARCHED = new Set(['copy', 'review', 'obligation', 'rework']);

/** @param {string} name @param {Record<string, any>} answers */
const titled = (name, answers) => (answers.title || answers.what ? `${name}: ${answers.title || answers.what}` : name);

/** @param {import('../../app/context.js').Context} context @returns {Promise<import('./find.js').Sheet[]>} */
async function sheetsOf({ store, unit, forms, i18n }) {
  const records = await store.list(unit.id);
  const said = async (/** @type {any} */ { form, version, answers }) => linesIn(await forms.get(form, version), answers, i18n);
  const own = records.filter((record) => !NOT_SEARCHED.has(record.id.split(':', 1)[0])).map(async (record) => {
    const body = shownBody(record);
    if (!body?.form || !body.answers) return [];
    return [{ id: record.id, href: `/app/papers/${record.id}${body.state === 'sent' ? '/read' : ''}`, name: titled(paperName(record.id, i18n), body.answers), at: String(body.answers.date ?? body.saved_at ?? '').slice(0, 10), lines: await said(body) }];
  });
  const brought = copiesIn(records).map(async ({ id, source, doneAt, paper }) => [{ id, href: `/app/library/${id}`, name: titled(paperName(source, i18n), paper.answers), at: doneAt.slice(0, 10), lines: await said(paper) }]);
  return (await Promise.all([...own, ...brought])).flat();
}

/** @param {import('../../app/context.js').Context} context */
export async function page(context) {
  const { i18n } = context, { t } = i18n, sheets = await sheetsOf(context);
  let asked = new URLSearchParams(location.search).get('q') ?? '';
  const ask = (/** @type {string} */ words) => {
    asked = words;
    history.replaceState(null, '', `/app/search${words.trim() ? `?q=${encodeURIComponent(words)}` : ''}`);
    context.redraw();
  };
  return {
    title: t('search.title'),
    shown: () => document.getElementById('words')?.focus(),
    view: () => {
      const found = find(sheets, asked), told = found.slice(0, MOST);
      return frame(i18n, { tab: 'book', back: { href: '/app/book', text: t('tab.book') }, title: t('search.title'), under: context.unit.name }, html`
        <form class="field" role="search" @submit=${(/** @type {Event} */ event) => event.preventDefault()}><label class="label" for="words">${t('search.words')}</label>
          <p class="hint" id="words-hint">${t('search.hint')}</p>
          <input class="input" id="words" type="search" autocomplete="off" aria-describedby="words-hint" .value=${asked} @input=${(/** @type {any} */ event) => ask(event.target.value)}></form>
        <p class="soft" role="status">${asked.trim() ? t(found.length ? 'search.found' : 'search.none', { count: found.length }) : t('search.over', { count: sheets.length })}</p>
        <ul class="rows">${told.map(({ sheet, line, from, to }) => html`<li class="row"><a class="row-link" href=${sheet.href}><span class="row-name">${sheet.name}</span>
          <span class="row-text">${day(sheet.at)}${line ? html`<br>${line.slice(0, from)}<mark>${line.slice(from, to)}</mark>${line.slice(to)}` : ''}</span>${icon('next', 'row-go')}</a></li>`)}</ul>
        ${found.length > MOST ? html`<p class="hint">${t('search.more', { count: MOST })}</p>` : ''}`);
    },
  };
}
