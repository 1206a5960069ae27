/** When a person is asked whether reminders may come to his phone: once a paper has been sent from it, and never twice in a month. Pure. */

const MONTH = 30 * 86_400_000;

/** Whether it is the moment. Pure. @param {{support: string, permission: string, isOn: boolean, later: number, now: number, hasSent: () => boolean}} known */
export function isMoment({ support: can, permission: allowed, isOn: on, later, now, hasSent }) {
  if (on || can === 'none' || (can === 'here' && allowed === 'denied') || (later <= now && now - later < MONTH)) return false;
  return hasSent();
}
