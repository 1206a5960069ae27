"""What offices write in the demo world: monthly schedules, reviews, a team with its assignments and visits; and how the phones are.

Made from random numbers of its own, so that the cells' papers stay as they are. Pure.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from server.demo import meetings, places, sentences
from server.demo.people import a_ulid
from sync.domain.canonical import canonical
from sync.domain.documents import content, review_id
from sync.forms.catalogue import Catalogue
from sync.revisions.revision import revision_over

Json = dict[str, Any]
TEAM = "to-du-sinh-hoat-binh-lu"
TEAM_OF = "binh-lu"
OBSERVERS = (("to-truong-binh-lu", "Nguyễn Văn Thắng"), ("to-vien-binh-lu", "Lò Thị Phượng"))
_COMMENTS = ("Ghi rõ người thực hiện và thời hạn.", "Bổ sung số biểu quyết.", "Chấm lại tiêu chí 4.5 theo số người phát biểu.")


def _at(day: date, hour: int, minute: int = 0) -> str:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=meetings.HERE).isoformat(timespec="milliseconds")


def office_paper(unit: str, author: str, kind: str, id: str, answers: Json, at: str) -> Json:
    return {
        "_id": f"{kind}:{id}", "kind": kind, "form": kind, "version": 1, "unit": unit, "state": "sent", "author": author,
        "device": "01JDEMO", "saved_at": at, "done_at": at, "answers": answers,
    }  # fmt: skip


def team() -> Json:
    """The unit of the team."""
    name = "Tổ dự, theo dõi, hướng dẫn sinh hoạt chi bộ xã Bình Lư"
    return places.unit(TEAM, "observer_team", name, [(TEAM_OF, places.FOUNDED, None)], valid_from=places.FOUNDED)


def schedules(
    cells: Mapping[str, Sequence[meetings.Cell]], months: Iterable[str], today: date, seed: str
) -> Iterator[tuple[str, Json]]:
    """(commune, its schedule of a month with the meetings of its cells), some of them late."""
    for commune in places.NEW_COMMUNES:
        chance = random.Random(f"{seed} {commune}")
        for month in months:
            first = date.fromisoformat(f"{month}-01")
            day = first + timedelta(days=chance.choice((-3, -2, -2, -1, -1, 0, 0, 2)))
            if day > today or chance.random() < 0.06:
                continue
            answers = {
                "month": month, "issued_on": day.isoformat(), "recipients": "Tổ dự, theo dõi, hướng dẫn; lưu.", "signer": {"name": "Vàng A Sáng"},
                "meetings": [_planned(cell, month, place) for place, cell in enumerate(cells.get(commune, ()))],
                "work_programme": [{"_id": "w1", "from": f"{month}-05", "what": "Kiểm tra sổ họp của các chi bộ", "who": "Ban Xây dựng Đảng"}],
            }  # fmt: skip
            yield commune, office_paper(commune, f"{commune}-dang-uy", "month_schedule", month, answers, _at(day, 15, chance.randint(0, 59)))


def _planned(cell: meetings.Cell, month: str, place: int) -> Json:
    start = "19:30" if cell.cell_type == "village" else "14:00"
    return {"_id": cell.unit, "cell": cell.unit, "meeting": f"meeting:{month}:regular:1", "meeting_type": "regular",
            "date": f"{month}-{3 + place % 3:02}", "start_time": start, "place": sentences.HALL[cell.cell_type].format(place=cell.place)}  # fmt: skip


def thematic(cell: meetings.Cell, months: Iterable[str], catalogue: Catalogue, today: date) -> Iterator[Json]:
    """The thematic meeting of a quarter, in its last month, of most cells: minutes alone."""
    chance = random.Random(f"{cell.unit} thematic")
    other = meetings.Cell(cell.unit, cell.cell_type, cell.place, cell.author, cell.members, chance, cell.habit)
    for month in months:
        if int(month[5:]) % 3 or chance.random() > 0.55 + 0.45 * cell.habit:
            continue
        for paper in meetings.meeting(other, month, catalogue):
            if paper["kind"] == "minutes":
                key = f"{month}:thematic:1"
                moved = {name: _later(paper[name], 11) for name in ("saved_at", "done_at")}
                day = date.fromisoformat(paper["answers"]["date"]) + timedelta(days=11)
                made = {**paper, **moved, "_id": f"minutes:{key}", "answers": {**paper["answers"], "date": day.isoformat()}}
                if date.fromisoformat(made["done_at"][:10]) <= today:
                    yield made


def reviews(papers: Iterable[Json], commune: str, today: date, seed: str) -> Iterator[Json]:
    """What the commune decided about these papers of a cell, and what the cell mended after a return (`_after`: the revision it follows)."""
    for paper in papers:
        if paper["kind"] not in ("meeting", "roll_call", "minutes", "score_sheet"):
            continue
        chance = random.Random(f"{seed} {paper['unit']} {paper['_id']}")
        done = date.fromisoformat(paper["done_at"][:10])
        day = done + timedelta(days=chance.choice((1, 1, 2, 2, 3, 5, 9)))
        if day > today or chance.random() < 0.02:
            continue
        rev = rev_of(paper)
        returned = paper["kind"] == "score_sheet" and chance.random() < 0.07
        yield _review(paper, rev, commune, day, chance, returned)
        if returned and chance.random() < 0.75:
            mended_on = day + timedelta(days=chance.randint(1, 6))
            if mended_on < today:
                at = _at(mended_on, 20, chance.randint(0, 59))
                mended = {**paper, "saved_at": at, "done_at": at, "_after": rev}
                yield mended
                yield _review(mended, rev_of(mended), commune, mended_on + timedelta(days=1), chance, False)


def _review(paper: Json, rev: str, commune: str, day: date, chance: random.Random, returned: bool) -> Json:
    answers: Json = {"target": paper["_id"], "target_rev": rev, "decision": "returned" if returned else "accepted"}
    if returned:
        answers["comments"] = [{"_id": "1", "path": "answers.scores", "text": chance.choice(_COMMENTS)}]
    elif paper["kind"] == "score_sheet":
        answers["official_band"] = chance.choices(("good", "fair", "average"), (60, 34, 6))[0]
    id = review_id(paper["_id"], rev).removeprefix("review:")
    return office_paper(paper["unit"], f"{commune}-dang-uy", "review", id, answers, _at(day, 9, chance.randint(0, 59)))


def rev_of(paper: Json) -> str:
    """The revision that the paper is stored as."""
    body = {name: value for name, value in paper.items() if name != "_after"}
    return revision_over(False, paper.get("_after", ""), canonical(content(body)))


def observing(cells: Iterable[meetings.Cell], months: Iterable[str], today: date, seed: str) -> Iterator[Json]:
    """Assignments of the team and the visits that came of them."""
    chance, mine = random.Random(f"{seed} {TEAM}"), list(cells)
    for month in months:
        first = date.fromisoformat(f"{month}-01")
        if first + timedelta(days=1) > today:
            continue
        rows = []
        for place, cell in enumerate(chance.sample(mine, min(8, len(mine)))):
            username, name = OBSERVERS[place % len(OBSERVERS)]
            rows.append({"_id": f"p{place}", "username": username, "name": name, "cell": cell.unit, "meeting": f"meeting:{month}:regular:1",
                         "date": f"{month}-{3 + place // 2:02}", "start_time": "19:30" if place % 2 else "14:00"})  # fmt: skip
        answers: Json = {"month": month, "assigned_on": f"{month}-02", "assigned_by": {"name": OBSERVERS[0][1]}, "rows": rows}
        yield office_paper(TEAM, OBSERVERS[0][0], "assignment", month, answers, _at(first + timedelta(days=1), 8))
        for row in rows:
            day = date.fromisoformat(row["date"])
            if day < today and chance.random() < 0.86:
                yield _visit(row, month, day, chance)


def _visit(row: Json, month: str, day: date, chance: random.Random) -> Json:
    there = chance.random() < 0.9
    answers: Json = {
        "cell": row["cell"], "meeting": row["meeting"], "meeting_type": "regular", "planned_on": row["date"], "observer": row["username"],
        "observer_name": row["name"], "assignment": f"assignment:{month}", "attended": there,
    }  # fmt: skip
    if there:
        present = chance.randint(8, 14)
        answers |= {
            "date": row["date"], "arrived_at": "19:15", "present": present, "total": 14, "preparation": chance.randint(3, 5),
            "closeness": chance.randint(2, 5), "speakers": chance.randint(3, 8), "conclusion_clear": True, "cell_book": "kept",
            "committee_book": "kept", "member_notebooks": "kept", "contribution": "Gợi ý chi bộ giao việc có thời hạn.",
            "steps": [{"_id": "b1", "step": "opening", "done": "yes"}], "proposed_band": chance.choice(("good", "fair")),
        }  # fmt: skip
    else:
        answers |= {"absence_cause": "roads", "absence_reason": "Mưa lớn, đường sạt."}
    id = f"{row['cell']}:{month}:regular:1:{row['username']}"
    return office_paper(TEAM, row["username"], "visit", id, answers, _at(day, 22, chance.randint(0, 59)))


def phones(cells: Iterable[meetings.Cell], today: date, seed: str, version: str) -> Iterator[Json]:
    """What the phone of each cell last told of itself; `version`: of the app as it is served."""
    chance = random.Random(f"{seed} phones")
    for cell in cells:
        seen = today - timedelta(days=chance.choice((0, 0, 0, 1, 1, 2, 4, 7, 12, 23)))
        drift = chance.choice((0, 0, 0, 0, 0, 12, -9)) * 60_000 + chance.randint(-20_000, 20_000)
        told = {
            "version": chance.choice((version, version, version, "0f3a91c2d4e5b677")), "unsent": chance.choice((0, 0, 0, 0, 0, 1, 3)),
            "storage_free": chance.choice((60_000_000, 900_000_000, 4_000_000_000, 12_000_000_000)),
            "push": chance.choice(("on", "on", "off", "denied", "none")),
        }  # fmt: skip
        yield {
            "_id": f"phone:{cell.author}:{a_ulid(chance)}", "kind": "phone", "username": cell.author, "units": [cell.unit],
            "seen_at": _at(seen, 20, chance.randint(0, 59)), "drift_ms": drift, "phone": told,
        }  # fmt: skip


def _later(at: str, days: int) -> str:
    return (datetime.fromisoformat(at) + timedelta(days=days)).isoformat(timespec="milliseconds")
