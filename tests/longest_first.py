"""Which files of tests begin first where several processes share them."""

LONGEST_FIRST = (
    "tests/year/reminders/test_year_of_reminders.py",
    "tests/e2e/faults/test_killed_server.py",
    "tests/sync/merging/test_scripts.py",
    "tests/server/api/test_openapi.py",
    "tests/e2e/test_dashboard.py",
    "tests/e2e/reminders/test_push_on_phone.py",
    "tests/e2e/test_access_for_all.py",
    "tests/year/test_year.py",
)
"""A long file that began last would keep one process busy and the others waiting. Paths from the root, the longest first, as measured."""
