"""Receipts say what they say about one very revision."""

from sync.domain.receipts import number, statement

PAPER = {"_id": "minutes:2026-11:regular:1", "_rev": "2-ab", "_revisions": {"start": 2}, "answers": {"x": "Nà Đon"}}


def test_the_number_is_short_and_can_be_read_out() -> None:
    told = number(statement("na-don", PAPER, "2026-11-10T08:00:00.000+07:00"))
    assert len(told) == 9 and told[4] == "-"
    assert not set(told) & set("ILOU")


def test_other_content_or_another_time_gives_another_number() -> None:
    first = statement("na-don", PAPER, "2026-11-10T08:00:00.000+07:00")
    other = statement("na-don", {**PAPER, "answers": {"x": "Nà Phát"}}, "2026-11-10T08:00:00.000+07:00")
    later = statement("na-don", PAPER, "2026-11-10T08:00:00.001+07:00")
    assert len({number(first), number(other), number(later)}) == 3
    assert first["digest"] != other["digest"]


def test_members_of_the_protocol_are_not_part_of_the_content() -> None:
    plain = {name: value for name, value in PAPER.items() if name != "_revisions"}
    assert statement("na-don", PAPER, "t") == statement("na-don", plain, "t")
