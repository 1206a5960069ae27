/**
 * Who may write what, where a kind lives, and what becomes of it once sent: made from sync/domain/access.py and kinds.py by
 * `python -m tests.architecture.access_table`. Never written by hand.
 */

/** What each role writes in its own unit. @type {Record<string, string[]>} */
export const WRITES = {
  secretary: ['meeting', 'roll_call', 'minutes', 'score_sheet', 'handbook_upload', 'member', 'resolution', 'task', 'thematic_plan', 'four_good', 'good_practice', 'read_mark', 'urge_answer', 'amendment', 'rework'],
  deputy_secretary: ['meeting', 'roll_call', 'minutes', 'score_sheet', 'handbook_upload', 'member', 'resolution', 'task', 'thematic_plan', 'four_good', 'good_practice', 'read_mark', 'urge_answer', 'amendment', 'rework'],
  note_taker: ['meeting', 'roll_call', 'minutes', 'score_sheet', 'handbook_upload', 'task', 'amendment', 'rework'],
  assessor: ['score_sheet', 'rework'],
  observer: ['amendment', 'visit', 'rework'],
  team_leader: ['amendment', 'assignment', 'visit', 'team_report', 'rework'],
  commune_officer: ['good_practice', 'urge_answer', 'amendment', 'month_schedule', 'orientation', 'model_plan', 'assignment', 'visit', 'inspection', 'urge', 'rework'],
  commune_leader: ['good_practice', 'urge_answer', 'amendment', 'month_schedule', 'orientation', 'model_plan', 'assignment', 'visit', 'inspection', 'urge', 'rework'],
  organisation_board: ['good_practice', 'amendment', 'orientation', 'inspection', 'urge', 'period_report', 'rework'],
};

/** Types of unit a kind lives in. @type {Record<string, string[]>} */
export const HOMES = {
  meeting: ['cell'],
  roll_call: ['cell'],
  minutes: ['cell'],
  score_sheet: ['cell'],
  handbook_upload: ['cell'],
  member: ['cell'],
  resolution: ['cell'],
  task: ['cell'],
  thematic_plan: ['cell'],
  four_good: ['cell'],
  good_practice: ['cell', 'commune', 'district', 'province'],
  read_mark: ['cell'],
  urge_answer: ['cell', 'commune', 'district', 'province'],
  amendment: ['cell', 'commune', 'district', 'observer_team', 'province'],
  month_schedule: ['commune', 'district', 'province'],
  orientation: ['commune', 'district', 'province'],
  model_plan: ['commune', 'district', 'province'],
  assignment: ['commune', 'district', 'observer_team', 'province'],
  visit: ['commune', 'district', 'observer_team', 'province'],
  team_report: ['commune', 'district', 'observer_team', 'province'],
  inspection: ['commune', 'district', 'province'],
  urge: ['commune', 'district', 'province'],
  period_report: ['commune', 'district', 'province'],
  review: ['cell', 'commune', 'district', 'observer_team', 'province'],
  rework: ['cell', 'commune', 'district', 'observer_team', 'province'],
};

/** What is not simply sent again: signed, it changes only by amendment; approved, only once it was. @type {Record<string, 'signed' | 'approved'>} */
export const AFTER = { minutes: 'signed', thematic_plan: 'approved', four_good: 'approved', amendment: 'signed', review: 'signed' };
