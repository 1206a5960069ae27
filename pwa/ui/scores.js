/** The score sheet: criteria in groups, a running total of 100, last month's points beside, what the phone worked out marked. */

import { policyOf, pointsAllowed } from '../forms/scoring.js';
import { figure } from '../i18n/dates.js';
import { html } from '../vendor/lit-html.js';
import { errorLine, idOf } from './errors.js';

/**
 * @param {import('./fields.js').Desk} desk @param {import('../forms/types.js').Template} template @param {string} path
 * @param {Record<string, any>} answers @param {import('../forms/scoring.js').Scored} scored @param {Record<string, any>} last last month's sheet
 */
export function scoresView(desk, template, path, answers, scored, last) {
  const { i18n } = desk, { t, text, lang } = i18n, sheet = answers.scores ?? {};
  const band = template.bands.find((one) => one.name === scored.band);
  return html`<div class="bar bar-large" role="status"><span>${t('score.total', { total: figure(scored.total, lang), maximum: template.maximum })}</span><span class="band">${text(band?.label)}</span></div>
    ${errorLine(idOf(path), desk.told(path)?.words ?? '')}
    ${template.groups.map((group) => html`<div class="score-group"><h2>${group.code}. ${text(group.label)}</h2>
      <span class="score-points">${figure(group.items.reduce((sum, item) => sum + (scored.lines[item.code] ?? 0), 0), lang)}/${group.items.reduce((sum, item) => sum + item.max, 0)}</span></div>
      ${group.items.map((item) => scoreRow(desk, item, path, answers, sheet[item.code], last[item.code]))}`)}`;
}

/** @param {import('./fields.js').Desk} desk @param {import('../forms/types.js').Item} item @param {string} path @param {any} answers @param {any} line @param {any} last */
function scoreRow(desk, item, path, answers, line, last) {
  const { t, text } = desk.i18n, at = `${path}.${item.code}`, id = idOf(at), policy = policyOf(item, answers);
  const told = desk.told(at);
  const labels = item.kind === 'level' ? (item.options ?? []).map((option) => text(option.label)) : [t('score.yes'), t('score.no')];
  return html`<fieldset class="score-row" id=${id} tabindex="-1">
    <legend class="score-name">${item.code} ${text(item.label)}</legend>
    <span class="score-points">${policy === 'award_full' ? item.max : (line?.points ?? '–')}/${item.max}</span>
    ${last ? html`<span class="score-last">${t('score.last', { points: last.points })}</span>` : ''}
    ${errorLine(id, told?.words ?? '')}
    ${policy ? html`<p class="hint">${t(`score.${policy}`)}</p>` : html`
      ${line?.suggested ? html`<span class="score-why">${t('score.suggested')}</span>` : ''}
      <div class="choices">${pointsAllowed(item).map((points, place) => html`<label class="choice"><input type="radio" name=${id} .checked=${line?.points === points}
        @change=${() => desk.onInput(at, { ...(line?.note && { note: line.note }), points }, true)}> <span>${points} – ${labels[place]}</span></label>`)}</div>
      ${line && line.points < item.max ? html`<label class="label" for="${id}-note">${t('score.why')} <span class="optional">${t('optional')}</span></label>
        <input class="input" id="${id}-note" .value=${line.note ?? ''} @input=${(/** @type {any} */ event) => desk.onInput(at, { points: line.points, ...(event.target.value && { note: event.target.value }) })}>` : ''}`}
  </fieldset>`;
}
