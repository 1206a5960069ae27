/**
 * The shapes of rules, holidays, facts and records, for the type checker; docs/obligations.md explains the members.
 *
 * @typedef {{vi: string, en: string}} Words
 * @typedef {'month' | 'quarter' | 'half_year' | 'year'} PeriodKind
 * @typedef {'cell' | 'base_cell' | 'commune' | 'team' | 'board'} UnitKind
 * @typedef {'committee' | 'observers' | 'members' | 'standing_board'} Hop
 * @typedef {'none' | 'next_working_day' | 'previous_working_day'} Shift
 * @typedef {{month: number, day: number}} DayOf
 * @typedef {{month: number, day: number, inclusive?: boolean, shift?: Shift}} Due
 * @typedef {{month?: number | null, day?: number | null, due?: number | null, meeting?: number | null}} Reminder
 * @typedef {{rule: string, rows: string[], title: Words, source: string, basis: 'directive' | 'national' | 'internal', owes: UnitKind[],
 *   to: Hop, kind: string, papers: string[], period: PeriodKind, opens: DayOf, due: Due, grace: 'network' | 'none', valid_from: string,
 *   valid_to?: string | null, only?: number[], after_meeting?: number | null, reminders?: Reminder[], soon_days?: number,
 *   owed?: 'always' | 'when_chosen', version: number}} Rule
 * @typedef {{set: string, version: number, title: Words, source: string, rules: Omit<Rule, 'version'>[]}} RuleSet
 * @typedef {{year: number, tet: string, announced: boolean, holidays: {name: string, days: string[]}[], worked?: string[]}} Year
 * @typedef {{calendar: string, version: number, source: string, names: Record<string, Words>, years: Year[]}} Calendar
 * @typedef {{first: string, last?: string | null}} Dated
 * @typedef {Dated & {kind: UnitKind}} KindOf
 * @typedef {Dated & {to: Hop, unit: string}} Receiver
 * @typedef {Dated & {unit: string, kinds: KindOf[], receivers?: Receiver[], since?: string | null}} UnitFacts
 * @typedef {Dated & {unit: string, rule: string, reason: string, due?: Due | null, opens?: DayOf | null, shift?: Shift | null,
 *   after_meeting?: number | null, period?: PeriodKind | null}} Override
 * @typedef {{unit: string, first: string, last: string, reason: string, rule?: string | null}} Exemption
 * @typedef {{unit: string, obligation: string, reason: string, by: string, at: string}} Waiver
 * @typedef {{id: string, rule: string, rule_version: number, rows: string[], title: Words, source: string, basis: 'directive' | 'national' | 'internal',
 *   unit: string, unit_kind: UnitKind, to: Hop, receivers: string[], kind: string, paper_id: string | null, papers: string[], period: string,
 *   first: string, last: string, opens_at: string, due_at: string, after_meeting: number | null, reminders: string[],
 *   reminders_from_meeting: number[], soon_days: number, grace: 'network' | 'none', moved_from: string | null, calendar: string | null,
 *   override: string | null, exempt: {reason: string, last: string} | null}} Obligation
 * @typedef {{id: string, state: string, done_at?: string | null, received_at?: string | null, drift_ms?: number | null, held_on?: string | null}} PaperSeen
 * @typedef {'not_open' | 'due' | 'due_soon' | 'done_on_time' | 'done_late' | 'late_by_network' | 'overdue' | 'exempt' | 'waived'} Status
 * @typedef {{status: Status, due_at: string, days_left: number, clock: 'server' | 'device' | null, drift_known: boolean | null,
 *   done_at: string | null, received_at: string | null, paper: string | null, reason: string | null,
 *   overtaken_by: string | null}} Standing
 */

export {};
