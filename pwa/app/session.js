/**
 * Who works on this phone. The profile is kept on the phone, so the app opens with no network for weeks; the session itself
 * is a cookie that the phone's code cannot read. Losing it loses nothing: papers stay, and wait for the next log-in.
 *
 * @typedef {{facts: import('../obligations/types.js').UnitFacts, overrides?: import('../obligations/types.js').Override[],
 *   exemptions?: import('../obligations/types.js').Exemption[], waivers?: import('../obligations/types.js').Waiver[]}} Deadlines
 * @typedef {{id: string, name: string, type: string, parent_name: string, roles: string[], deadlines?: Deadlines,
 *   cells?: Record<string, string>, beside?: Record<string, string>, recipients?: string[]}} UnitOfPerson `cells`: names of the cells that the
 *   unit observes; `beside`: of the cells under the same committee; `recipients`: to whom its papers go
 * @typedef {{account: {username: string, name: string, lang: string}, units: UnitOfPerson[], published?: string, before?: UnitOfPerson[]}} Profile
 *   `published`: digest of the published forms, as the server last told it; `before`: units in which he worked on this phone and has no role any more
 */

import { ulid } from '../lib/ulid.js';

const PROFILE = 'sohop-profile';
const DEVICE = 'sohop-device';
const UNIT = 'sohop-unit';

/** @returns {Profile | null} */
export function readProfile() {
  try {
    return JSON.parse(localStorage.getItem(PROFILE) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {Profile} profile */
export const keepProfile = (profile) => localStorage.setItem(PROFILE, JSON.stringify(profile));

/** The name of a unit that this phone knows of, else its id. @param {Profile | null} profile @param {string} id */
export const unitName = (profile, id) => [...(profile?.units ?? []), ...(profile?.before ?? [])].flatMap((one) => (one.id === id ? one.name : one.cells?.[id] ?? one.beside?.[id] ?? [])).at(0) ?? id;

/** The chosen unit's id. A window stays in its unit whatever is chosen in another: the addresses of papers do not name it. */
function chosen() {
  const here = sessionStorage.getItem(UNIT) ?? localStorage.getItem(UNIT) ?? '';
  sessionStorage.setItem(UNIT, here);
  return here;
}

/** The unit the person works in now; the first of his units until he chooses another. Where he works nowhere any more, the one he worked in last,
 * without a role: what he has not sent can be read there. @param {Profile | null} profile */
export const unitOf = (profile) => profile?.units.find((one) => one.id === chosen()) ?? profile?.units[0] ?? profile?.before?.[0];

/** The units that the server tells, and those he had before. @param {Profile | null} profile @param {UnitOfPerson[]} units @returns {{units: UnitOfPerson[], before?: UnitOfPerson[]}} */
export function nowIn(profile, units) {
  const left = [...(profile?.units ?? []).map((one) => ({ ...one, roles: [], deadlines: undefined })), ...(profile?.before ?? [])];
  const before = left.filter((one, place) => !units.some(({ id }) => id === one.id) && left.findIndex(({ id }) => id === one.id) === place);
  return { units, before: before.length ? before : undefined };
}

/** @param {string} id */
export const chooseUnit = (id) => [sessionStorage, localStorage].forEach((storage) => storage.setItem(UNIT, id));

/**
 * Where a reminder leads: into the unit that its address names, if the person works there. Gives the id of the reminder, '' without one.
 * @param {Profile | null} profile @param {string} [address]
 */
export function arriveAt(profile, address = location.search) {
  const asked = new URLSearchParams(address.slice(Math.max(0, address.indexOf('?')))), unit = asked.get('unit');
  if (unit && profile?.units.some((one) => one.id === unit)) chooseUnit(unit);
  return asked.get('reminder') ?? '';
}

/** The name of this phone in every paper written on it; made once. */
export function deviceId() {
  const known = localStorage.getItem(DEVICE);
  if (known) return known;
  const made = ulid();
  localStorage.setItem(DEVICE, made);
  return made;
}

/**
 * Log in at the server. Gives a code of the error table, or null when it is done.
 * @param {string} username @param {string} password @returns {Promise<{code: string, message?: string} | null>}
 */
export async function logIn(username, password) {
  let answer;
  try {
    const response = await fetch('/api/session', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, credentials: 'same-origin', referrerPolicy: 'no-referrer',
      body: JSON.stringify({ username: username.trim().toLowerCase(), password, device: deviceId() }),
    });
    answer = await response.json();
    if (!response.ok) return answer.error ?? { code: 'internal' };
  } catch {
    return { code: 'no_signal' };
  }
  const before = readProfile(), same = before?.account.username === answer.account.username ? before : null;
  keepProfile({ account: answer.account, ...nowIn(same, answer.units) });
  return null;
}

/** Forget who works here. The papers stay in their own database. */
export async function logOut() {
  try {
    await fetch('/api/session', { method: 'DELETE', credentials: 'same-origin' });
  } catch {
    // With no signal the server's session ends by itself later.
  }
  localStorage.removeItem(PROFILE);
}
