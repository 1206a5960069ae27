"""The figures of each report whose rows can be looked at, by the field of its form. A test compares them with what is counted."""

from __future__ import annotations

SHOWN: dict[str, frozenset[str]] = {
    "team_report": frozenset(
        ("cells_assigned", "cells_visited", "visits_planned", "visits_made", "visits_unplanned", "meetings_due", "meetings_held", "meetings_on_time",
         "thematic_held", "compared_official", "cell_books_checked", "cell_books_faulty", "contributions_made")
    ),
    "period_report": frozenset(
        ("cells", "meetings_due", "meetings_held", "minutes_on_time", "attendance_rate", "thematic_due", "thematic_held", "bands", "schedules_due",
         "schedules_on_time", "plans_due", "plans_approved", "reports_due", "reports_on_time", "visits_planned", "visits_made", "inspections",
         "findings_open", "urges", "urges_answered", "late_units")
    ),
}  # fmt: skip
