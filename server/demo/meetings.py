"""One meeting of a cell: plan, roll call, minutes and score sheet that agree with each other and with last month's."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from server.demo import sentences
from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.forms.scoring import suggestions

Json = dict[str, Any]
HERE = timezone(timedelta(hours=7))


@dataclass
class Cell:
    """A cell as the generator follows it from month to month."""

    unit: str
    cell_type: str
    place: str
    author: str
    members: list[Json]
    chance: random.Random
    habit: float
    """How well it keeps its duties, 0 to 1."""
    conclusions: list[Json] = field(default_factory=list)


def person(member: Json) -> Json:
    return {"member": member["_id"], "name": member["name"]}


def meeting(cell: Cell, month: str, catalogue: Catalogue) -> Iterator[Json]:
    """The four papers of one month, without revisions, sent."""
    chance, key = cell.chance, f"{month}:regular:1"
    day = chance.choice((3, 3, 3, 4, 5, 2))
    start = chance.choice(("07:30", "08:00", "14:00") if cell.cell_type != "village" else ("19:00", "19:30", "19:30", "20:00"))
    long = chance.choice((92, 95, 100, 105, 110, 120)) if chance.random() < 0.6 + 0.4 * cell.habit else chance.choice((70, 80, 85))
    began = datetime.fromisoformat(f"{month}-{day:02}T{start}:00").replace(tzinfo=HERE)
    ended = began + timedelta(minutes=long)
    late = timedelta(days=0) if chance.random() < 0.55 + 0.45 * cell.habit else timedelta(days=chance.randint(2, 9))
    common = {
        "date": f"{month}-{day:02}", "place": sentences.HALL[cell.cell_type].format(place=cell.place),
        "chair": person(cell.members[0]), "note_taker": person(cell.members[1]), "assessor": person(cell.members[2]),
    }  # fmt: skip
    agenda = list(sentences.AGENDA)
    if int(month[5:]) % 3 == 0:
        agenda.insert(3, f"Chuyên đề: {chance.choice(sentences.THEMES)}")
    plan = {**common, "start_time": start, "notified": True, "notified_observer": chance.random() < 0.8,
            "agenda": [{"_id": str(place), "text": text} for place, text in enumerate(agenda, 1)]}  # fmt: skip
    roll = _complete(catalogue, "roll_call", {"members": _roll(cell)})
    if roll["present_official"] * 3 < roll["total_official"] * 2:
        roll["few_present_reason"] = "Nhiều đồng chí đi làm xa, mưa lớn sạt đường."
    said = _minutes(cell, month, common, began, ended, roll)
    sheet = _complete(catalogue, "score_sheet", _sheet(cell, month, roll, said, catalogue, long))
    for kind, answers, at in (("meeting", plan, began - timedelta(days=2)), ("roll_call", roll, ended + late),
                              ("minutes", said, ended + late), ("score_sheet", sheet, ended + late)):  # fmt: skip
        time = (at + timedelta(minutes=chance.randint(5, 50))).isoformat(timespec="milliseconds")
        yield paper(cell, kind, key, answers, time)


def paper(cell: Cell, kind: str, key: str, answers: Json, at: str) -> Json:
    """A sent paper in its envelope."""
    return {
        "_id": f"{kind}:{key}", "kind": kind, "form": kind, "version": 1, "unit": cell.unit, "state": "sent",
        "author": cell.author, "device": "01JDEMO", "saved_at": at, "done_at": at, "answers": answers,
    }  # fmt: skip


def _complete(catalogue: Catalogue, form: str, answers: Json) -> Json:
    """The answers with what the form calculates."""
    definition = catalogue.latest(form)
    return check(definition, answers, templates=catalogue.template).answers


def _roll(cell: Cell) -> list[Json]:
    rows = []
    for member in cell.members:
        row = {"_id": member["_id"], "name": member["name"], "status": member["status"]}
        if member["status"] not in ("exempt", "away"):
            there = cell.chance.random() < 0.9 + 0.08 * cell.habit or member is cell.members[0]
            excused = cell.chance.random() < 0.92
            row["presence"] = "present" if there else "absent_excused" if excused else "absent_unexcused"
            if not there and excused:
                row["reason"] = cell.chance.choice(("ill", "work", "family", "far"))
        rows.append(row)
    return rows


def _minutes(cell: Cell, month: str, common: Json, began: datetime, ended: datetime, roll: Json) -> Json:
    chance = cell.chance
    here = [row for row in roll["members"] if row.get("presence") == "present"]
    speakers = chance.sample(here, max(2, min(len(here), round(len(here) * chance.uniform(0.3, 0.7)))))
    texts = chance.sample(sentences.SPEECHES, min(len(speakers), len(sentences.SPEECHES)))
    tasks = chance.sample(sentences.TASKS["village" if cell.cell_type == "village" else "other"], chance.randint(2, 4))
    follow_up = [
        {"_id": one["_id"], "task": one["what"], "who": one["who"], "due": one["by"],
         "result": chance.choices(("done", "partly", "not_done"), (70 + 25 * cell.habit, 20, 6))[0]}
        for one in cell.conclusions
    ]  # fmt: skip
    cell.conclusions = [
        {"_id": str(place), "what": task, "who": {"member": row["_id"], "name": row["name"]}, "by": f"{month}-{chance.randint(18, 28)}"}
        for place, (task, row) in enumerate(zip(tasks, chance.sample(here, min(len(tasks), len(here))), strict=False), 1)
    ]
    voters = roll["present_official"]
    said: Json = {
        **common, "started_at": f"{began:%H:%M}", "ended_at": f"{ended:%H:%M}", "programme_adopted": True,
        "fee_note": "Đảng viên đóng đảng phí đầy đủ.", "current_affairs": chance.choice(sentences.NEWS),
        "ideology": chance.choice(sentences.IDEOLOGY), "next_month": chance.choice(sentences.PLANS),
        "speeches": [{"_id": str(place), "speaker": {"member": row["_id"], "name": row["name"]}, "gist": text}
                     for place, (row, text) in enumerate(zip(speakers, texts, strict=False), 1)],
        "conclusion": chance.choice(sentences.CONCLUSIONS), "conclusions": cell.conclusions,
        "votes": [{"_id": "1", "question": "Thông qua kết luận của buổi sinh hoạt", "method": "open", "for": voters, "against": 0, "other": 0}],
        "read_and_adopted": True,
    }  # fmt: skip
    if follow_up:
        said["follow_up"] = follow_up
    if chance.random() < 0.6:
        one = chance.choice(here)
        kind, texts_of = ("commend", sentences.PRAISE) if chance.random() < 0.7 else ("remind", sentences.REMIND)
        said["commendations"] = [{"_id": "1", "member": {"member": one["_id"], "name": one["name"]}, "kind": kind, "text": chance.choice(texts_of)}]
    if (ended - began) < timedelta(minutes=90):
        said["reasons"] = {"answers.ended_at": "Chi bộ nhỏ, nội dung đã bàn xong."}
    return said


def _sheet(cell: Cell, month: str, roll: Json, said: Json, catalogue: Catalogue, long: int) -> Json:
    template = catalogue.templates[("hd42-local", 1)]
    tasks = said.get("follow_up", [])
    facts = {
        "minutes_long": long, "members": roll["base"], "rate": roll["rate"], "absent_unexcused": roll["absent_unexcused"],
        "speakers_rate": len(said["speeches"]) / max(1, roll["present"]) * 100, "steps_missing": 0, "votes": 1,
        "tasks_rate": sum(one["result"] == "done" for one in tasks) / len(tasks) * 100 if tasks else 90,
        "commendations": len(said.get("commendations", [])), "assignments": len(said["conclusions"]), "has_conclusion": True,
        "has_draft": True, "adopted": True, "notified": True, "notified_observer": True,
    }  # fmt: skip
    suggested = suggestions(template, facts)
    scores: Json = {}
    for code, item in template.items().items():
        if code in suggested:
            scores[code] = {"points": suggested[code], "suggested": True}
        else:
            full = cell.chance.random() < 0.72 + 0.26 * cell.habit
            scores[code] = {"points": item.max if full else item.points_allowed()[-1]}
    answers: Json = {
        "thematic_month": int(month[5:]) % 3 == 0, "has_committee": True, "scores": scores,
        "vote_for": roll["present_official"], "vote_against": 0, "vote_other": 0,
    }  # fmt: skip
    if cell.chance.random() < 0.5:
        answers["weaknesses"] = "Một số đồng chí còn ít phát biểu."
        answers["remedy"] = "Gửi nội dung trước để các đồng chí chuẩn bị ý kiến."
    return answers
