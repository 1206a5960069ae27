"""Which files of tests begin first where several processes share them."""

LONGEST_FIRST = (
    "tests/year/reminders/test_year_of_reminders.py",
    "tests/e2e/faults/test_killed_server.py",
    "tests/e2e/faults/test_killed_couch_door.py",
    "tests/year/test_year.py",
    "tests/server/couch/test_merged_peers.py",
)
"""A long file that began last would keep one process busy and the others waiting. Paths from the root, the longest first."""
