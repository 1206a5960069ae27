"""Cases as in tests/fixtures/obligations, made at random from a number: the same number gives the same case on any machine."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

Json = dict[str, Any]
KINDS = ("cell", "base_cell", "commune", "team", "board")
PERIODS = {"month": 12, "quarter": 4, "half_year": 2, "year": 1}
SHIFTS = ("none", "next_working_day", "previous_working_day")
PAPERS = (
    "meeting:{month}:regular:1",
    "minutes:{month}:regular:1",
    "minutes:{month}:thematic:*",
    "minutes:{year}",
    "minutes:{first}:{last}",
    "minutes:{period}",
)
FIRST, LAST = date(2022, 6, 1).toordinal(), date(2031, 6, 1).toordinal()


def case_of(number: int) -> Json:
    """A unit, rule sets, what is asked, exceptions, papers and a moment; most of them owe something."""
    return _Drawing(Random(number)).case()


class _Drawing:
    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._middle = chance.randint(FIRST + 400, LAST - 400)

    def case(self) -> Json:
        first = self._middle - self._chance.randint(0, 200)
        span = {"first": _day(first), "last": _day(first + self._chance.randint(0, 400))}
        return {
            "unit": self._unit(),
            "sets": [self._set(version) for version in range(1, self._chance.randint(1, 3) + 1)],
            "ask": self._one(span, {"day": self._near(), "count": self._chance.randint(1, 3)}),
            "now": self._moment(),
            "papers": self._several(self._paper, 5),
            "overrides": self._several(self._override, 4),
            "exemptions": self._several(self._exemption, 2),
            "waivers": self._several(self._waiver, 8),
        }

    def _one(self, *options: Any) -> Any:
        return self._chance.choice(options)

    def _several(self, make: Any, most: int) -> list[Json]:
        return [make() for _ in range(self._chance.randint(0, most))]

    def _near(self) -> str:
        return _day(self._middle + self._chance.randint(-400, 400))

    def _before(self) -> str:
        return self._one(_day(FIRST - 800), _day(self._middle - self._chance.randint(0, 500)), self._near())

    def _after(self) -> str | None:
        return self._one(None, None, _day(self._middle + self._chance.randint(0, 500)), self._near())

    def _moment(self) -> str:
        clock = f"{self._chance.randint(0, 23):02d}:{self._one('00', '30', '59')}:59.{self._one('000', '999', '999999')}"
        return f"{self._near()}T{clock}{self._one('+07:00', 'Z')}"

    def _unit(self) -> Json:
        kinds = [{"kind": self._one(*KINDS), "first": self._near(), "last": self._after()} for _ in range(self._one(0, 0, 1, 2))]
        hops = [
            {
                "to": self._one("committee", "observers"),
                "unit": self._one("x", "y"),
                "first": self._before(),
                "last": self._after(),
            }
            for _ in range(3)
        ]
        lasting = {"kind": self._one(*KINDS), "first": "2020-01-01"}
        return {"unit": "u", "first": self._before(), "last": self._after(), "kinds": [lasting, *kinds], "receivers": hops,
                "since": self._one(None, None, self._near())}  # fmt: skip

    def _set(self, version: int) -> Json:
        rules = [self._rule(name) for name in ("a", "b", "c") if self._chance.random() < 0.8]
        return {"set": "s", "version": version, "title": {"vi": "Bộ", "en": "Set"}, "source": "Thử", "rules": rules}

    def _due(self) -> Json:
        return {
            "month": self._chance.randint(0, 12),
            "day": self._chance.randint(1, 31),
            "inclusive": self._one(True, False),
            "shift": self._one(*SHIFTS),
        }

    def _reminder(self) -> Json:
        fixed = {"month": self._chance.randint(-2, 12), "day": self._chance.randint(1, 31)}
        return self._one(fixed, fixed, {"due": -self._chance.randint(0, 20)}, {"meeting": self._chance.randint(-2, 3)})  # type: ignore[no-any-return]

    def _rule(self, name: str) -> Json:
        period = self._one("month", "month", *PERIODS)
        return {
            "rule": name,
            "rows": ["T1"],
            "title": {"vi": "Việc", "en": "Duty"},
            "source": "Thử",
            "basis": "internal",
            "owes": self._chance.sample(KINDS, self._chance.randint(2, 5)),
            "to": self._one("committee", "observers"),
            "kind": self._one("minutes", "meeting"),
            "papers": [self._one(*PAPERS)],
            "period": period,
            "only": self._chance.sample(range(1, PERIODS[period] + 1), self._one(0, 0, 1)),
            "opens": {"month": self._chance.randint(-2, 3), "day": self._chance.randint(1, 31)},
            "due": self._due(),
            "grace": self._one("network", "none"),
            "valid_from": self._before(),
            "valid_to": self._after(),
            "after_meeting": self._one(None, 0, 2),
            "reminders": self._several(self._reminder, 4),
            "soon_days": self._chance.randint(0, 14),
            "owed": self._one("always", "always", "always", "when_chosen"),
        }

    def _override(self) -> Json:
        return {
            "unit": self._one("u", "u", "v"),
            "rule": self._one("a", "b", "c"),
            "first": self._before(),
            "last": self._after(),
            "reason": self._one("một", "hai"),
            "due": self._one(None, self._due()),
            "opens": self._one(None, {"month": self._chance.randint(-2, 3), "day": self._chance.randint(1, 31)}),
            "shift": self._one(None, *SHIFTS),
            "after_meeting": self._one(None, 1),
            "period": self._one(None, *PERIODS),
        }

    def _exemption(self) -> Json:
        rule, last = self._one(None, "a"), self._after() or _day(LAST)
        return {"unit": self._one("u", "v"), "rule": rule, "first": self._near(), "last": last, "reason": self._one("một", "hai")}

    def _paper(self) -> Json:
        month = self._near()[:7]
        ids = (f"minutes:{month}:regular:1", f"minutes:{month}:thematic:2", f"meeting:{month}:regular:1", f"minutes:{month[:4]}")
        return {
            "id": self._one(*ids),
            "state": self._one("sent", "sent", "draft"),
            "done_at": self._one(None, self._moment()),
            "received_at": self._one(None, self._moment(), self._moment()),
            "drift_ms": self._one(None, 0, self._chance.randint(-90_000_000, 90_000_000)),
            "held_on": self._one(None, "2026-02-30", self._near(), self._near()),
        }

    def _waiver(self) -> Json:
        id = f"obligation:{self._one('a', 'b', 'c')}:{_day(self._middle)[: self._one(4, 7)]}"
        return {
            "unit": self._one("u", "u", "v"),
            "obligation": id,
            "reason": self._one("một", "hai"),
            "by": "x",
            "at": self._moment(),
        }


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
