/** A duty in plain words: its period, how it stands, when it is due. Pure. */

import { day as dayWords } from '../../i18n/dates.js';

/** @typedef {import('../../i18n/i18n.js').I18n} I18n */

const QUARTERS = ['I', 'II', 'III', 'IV'];

/** `2026-12`, `2026-Q4`, `2026-H1` or `2026` in words. @param {I18n} i18n @param {string} period */
export function periodWords({ t }, period) {
  const [year, part = ''] = period.split('-');
  if (part.startsWith('Q')) return t('period.quarter', { quarter: QUARTERS[Number(part.slice(1)) - 1], year });
  if (part.startsWith('H')) return t(`period.half_${part.slice(1)}`, { year });
  return part ? t('period.month', { month: `${part}/${year}` }) : t('period.year', { year });
}

/**
 * How it stands: "quá hạn 3 ngày", "hôm nay là hạn", "đã gửi đúng hạn".
 * @param {I18n} i18n @param {import('../../obligations/types.js').Obligation} obligation @param {import('../../obligations/types.js').Standing} standing
 * @param {boolean} signed whether the paper is signed on this phone and waits to be sent
 */
export function standingWords({ t }, obligation, { status, days_left: left, due_at, reason, received_at, overtaken_by }, signed) {
  const day = dayWords(due_at), count = Math.abs(left);
  if (signed && !received_at) return t('owed.signed', { day });
  if (overtaken_by) return t('owed.overtaken', { day });
  if (status === 'overdue') return t('owed.overdue', { days: count, day });
  if (status === 'not_open') return t('owed.not_open', { day, opens: dayWords(obligation.opens_at) });
  if (status === 'due' || status === 'due_soon') return left === 0 ? t('owed.today', { day }) : t(`owed.${status}`, { days: count, day });
  return t(`owed.${status}`, { reason: reason ?? '', day, at: received_at ? dayWords(received_at) : '' });
}
