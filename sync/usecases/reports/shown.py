"""The figures of each report whose rows can be looked at, by the field of its form. A test compares them with what is counted, and with
what the form holds: every figure that is counted leads to its rows."""

from __future__ import annotations

SHOWN: dict[str, frozenset[str]] = {
    "team_report": frozenset(
        ("cells_assigned", "cells_visited", "visits_planned", "visits_made", "visits_rate", "visits_unplanned", "members", "missed",
         "meetings_due", "meetings_held", "meetings_on_time", "on_time_rate", "attendance_rate", "thematic_due", "thematic_held",
         "thematic_cells_short", "bands", "compared_official", "own_higher", "own_lower", "own_higher_rate", "weaknesses", "cell_books_checked",
         "cell_books_faulty", "committee_books_checked", "committee_books_faulty", "cells_to_help", "contributions_made", "contributions",
         "petitions", "weakest")
    ),
    "period_report": frozenset(
        ("cells", "meetings_due", "meetings_held", "meetings_rate", "minutes_on_time", "minutes_rate", "attendance_rate", "thematic_due",
         "thematic_held", "bands", "late", "schedules_due", "schedules_on_time", "plans_due", "plans_approved", "reports_due",
         "reports_on_time", "visits_planned", "visits_made", "visits_rate", "teams", "inspections", "findings_open", "urges", "urges_answered",
         "weakest", "late_units")
    ),
}  # fmt: skip
