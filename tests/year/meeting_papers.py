"""What a cell writes about a meeting: plan, roll call, minutes, score sheet; each agrees with the others and with last month's.

Pure: chance is the cell's own, and nothing here knows the time.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from server.demo import sentences
from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.forms.scoring import suggestions
from tests.year.places import Village

Json = dict[str, Any]
TEMPLATE = ("hd42-local", 1)


def person(cell: Village, place: int = 0) -> Json:
    return {"name": cell.people[place][0]}


def rows(*told: Json) -> list[Json]:
    """Rows with ids of their own."""
    return [{"_id": str(place), **one} for place, one in enumerate(told, 1)]


def hall(cell: Village) -> str:
    return f"Nhà văn hóa {cell.name}"


def complete(catalogue: Catalogue, form: str, answers: Json) -> Json:
    """The answers with what the form calculates, and a reason for every soft rule they break."""
    checked = check(catalogue.latest(form), answers, templates=catalogue.template)
    assert not checked.errors, (form, checked.errors)
    if not checked.warnings:
        return checked.answers
    reasons = {one.path: "Đã xem, đúng như vậy." for one in checked.warnings}
    return check(catalogue.latest(form), {**answers, "reasons": reasons}, templates=catalogue.template).answers


def plan(cell: Village, day: str, time: str, type: str = "regular", **more: Any) -> Json:
    """The plan of a meeting."""
    agenda = rows(*({"text": text} for text in sentences.AGENDA))
    told: Json = {
        "meeting_type": type, "date": day, "start_time": time, "place": hall(cell), "chair": person(cell),
        "note_taker": person(cell, 2), "agenda": agenda,
    }  # fmt: skip
    if type != "committee":
        told |= {"assessor": person(cell, 3), "notified": True, "notified_observer": True, "has_committee": True,
                 "committee_met_on": day}  # fmt: skip
    return {**told, **more}


def roll_call(cell: Village, members: list[Json], *, away: int = 1) -> Json:
    """Who came of the members the phone holds; `away` of them with a reason."""
    found = []
    bound = [one for one in members if one["answers"]["status"] not in ("exempt", "away")]
    missing = {one["_id"] for one in cell.chance.sample(bound[3:], min(away, len(bound[3:])))}
    for one in members:
        row = {"_id": one["_id"].partition(":")[2], "name": one["answers"]["name"], "status": one["answers"]["status"]}
        if one["_id"] in missing:
            row |= {"presence": "absent_excused", "reason": "work"}
        elif one in bound:
            row["presence"] = "present"
        found.append(row)
    return {"members": found}


def minutes(cell: Village, planned: Json, roll: Json, *, long: int = 105, type: str = "regular", **more: Any) -> Json:
    """The minutes of a meeting of `long` minutes; what was concluded is followed up a month later."""
    here = [one["name"] for one in roll["members"] if one.get("presence") == "present"]
    voters = roll["present_official"]
    last = (date.fromisoformat(planned["date"]) + timedelta(days=20)).isoformat()
    tasks = cell.chance.sample(sentences.TASKS["village"], 2)
    concluded = rows(*({"what": task, "who": {"name": here[at]}, "by": last} for at, task in enumerate(tasks)))
    told: Json = {
        **{name: planned[name] for name in ("meeting_type", "date", "place", "chair", "note_taker", "assessor")},
        "started_at": planned["start_time"], "ended_at": _later(planned["start_time"], long), "programme_adopted": True,
        "speeches": rows(*({"speaker": {"name": name}, "gist": text} for name, text in _speeches(cell, here))),
        "conclusion": cell.chance.choice(sentences.CONCLUSIONS), "conclusions": concluded, "official_present": voters,
        "votes": rows({"question": "Thông qua kết luận", "method": "open", "for": voters, "against": 0, "other": 0}),
        "read_and_adopted": True,
    }  # fmt: skip
    if type == "regular":
        told |= {
            "fee_note": "Đảng viên đóng đảng phí đầy đủ.", "current_affairs": cell.chance.choice(sentences.NEWS),
            "ideology": cell.chance.choice(sentences.IDEOLOGY), "next_month": cell.chance.choice(sentences.PLANS),
        }  # fmt: skip
        if cell.conclusions:
            told["follow_up"] = rows(*_followed(cell))
        cell.conclusions = list(concluded)
    return {**told, **more}


def thematic(cell: Village, theme: str) -> Json:
    """What the minutes of a thematic meeting hold beside the rest."""
    return {"theme": theme, "aim": "Thống nhất nhận thức, định việc cụ thể của từng đảng viên.", "theme_presenter": person(cell, 1),
            "theme_form": "guided", "theme_text": f"Đề dẫn: {theme}.", "theme_quality": "Sát thực tế của bản."}  # fmt: skip


def committee_minutes(cell: Village, planned: Json, about: str) -> Json:
    """The minutes of the cell's committee, before the meeting `about`."""
    offices = [{"person": person(cell, at), "presence": "present"} for at in range(3)]
    return {
        **{name: planned[name] for name in ("meeting_type", "date", "place", "chair", "note_taker")},
        "started_at": planned["start_time"], "ended_at": _later(planned["start_time"], 60), "committee_members": rows(*offices),
        "for_meeting": about, "cell_date": planned["date"], "focal_issues": "Giao việc rõ người, rõ hạn.",
        "next_month": cell.chance.choice(sentences.PLANS), "conclusion": "Chi ủy nhất trí dự thảo.",
        "drafts": rows({"what": "Dự thảo kết luận", "who": person(cell)}), "committee_adopted": True,
        "speeches": rows({"speaker": person(cell, 1), "gist": sentences.SPEECHES[0]}),
    }  # fmt: skip


def score_sheet(cell: Village, roll: Json, said: Json, catalogue: Catalogue, *, thematic_month: bool, weak: int) -> Json:
    """The cell's own points: what the papers suggest, and else the full points but for `weak` criteria."""
    template = catalogue.templates[TEMPLATE]
    tasks = said.get("follow_up", [])
    done = sum(one["result"] == "done" for one in tasks)
    suggested = suggestions(template, {
        "minutes_long": 105, "members": roll["base"], "rate": roll["rate"], "absent_unexcused": roll["absent_unexcused"],
        "speakers_rate": len(said["speeches"]) / roll["present"] * 100, "steps_missing": 0, "votes": len(said["votes"]),
        "tasks_rate": done / len(tasks) * 100 if tasks else 90, "commendations": 1, "assignments": len(said["conclusions"]),
        "has_conclusion": True, "has_draft": True, "adopted": True, "notified": True, "notified_observer": True,
    })  # fmt: skip
    items = template.items()
    low = set(cell.chance.sample(sorted(items.keys() - suggested.keys()), weak))
    scores: Json = {code: {"points": suggested[code], "suggested": True} for code in items if code in suggested}
    scores |= {code: {"points": item.points_allowed()[-1] if code in low else item.max}
               for code, item in items.items() if code not in suggested}  # fmt: skip
    return {"thematic_month": thematic_month, "has_committee": True, "scores": scores, "vote_for": roll["present_official"],
            "vote_against": 0, "vote_other": 0, "weaknesses": "Một số đồng chí còn ít phát biểu.",
            "remedy": "Gửi nội dung trước để chuẩn bị ý kiến."}  # fmt: skip


def _followed(cell: Village) -> list[Json]:
    results = cell.chance.choices(("done", "partly", "not_done"), (8, 2, 1), k=len(cell.conclusions))
    return [{"task": one["what"], "who": one["who"], "due": one["by"], "result": result}
            for one, result in zip(cell.conclusions, results, strict=True)]  # fmt: skip


def _speeches(cell: Village, here: list[str]) -> list[tuple[str, str]]:
    count = max(2, round(len(here) * cell.chance.uniform(0.4, 0.8)))
    return list(zip(cell.chance.sample(here, min(count, len(here))), cell.chance.sample(sentences.SPEECHES, count), strict=False))


def _later(time: str, minutes_: int) -> str:
    hour, minute = map(int, time.split(":"))
    total = hour * 60 + minute + minutes_
    return f"{total // 60 % 24:02}:{total % 60:02}"
