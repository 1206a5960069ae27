"""What is owed, as a unit's page tells it."""

from __future__ import annotations

from server.pages.owed import section_of
from server.pages.words import say_in
from sync.domain.obligations.standing import PaperSeen, status_of
from sync.usecases.obligations.read_owed import Owed
from tests.sync.domain.obligations.golden import named

NOW = "2026-11-12T08:00:00+07:00"
MINUTES = PaperSeen("minutes:2026-11:regular:1", "sent", received_at="2026-11-05T08:00:00+07:00")


def test_a_plan_that_was_overtaken_is_counted_and_not_asked_for() -> None:
    plan = named("meeting_registration:2026-11")
    for papers, rows in (((), 1), ((MINUTES,), 0)):
        owed = [Owed("na-don", "Chi bộ bản Nà Đon", plan, status_of(plan, papers, NOW))]
        section = section_of(owed, True, say_in("vi"), "vi")
        assert (len(section.rows), [(one.word, one.number) for one in section.counts]) == (rows, [("Quá hạn", 1)])
