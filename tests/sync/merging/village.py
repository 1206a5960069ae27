"""A cell with several phones that speak the real exchange, for scripts: what is saved, sent, cut off, refused, merged and answered.

A phone here keeps what the phone's own store keeps: leaves, what waits to be sent, its cursor.
"""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from typing import Any

from sync.domain.documents import workspace
from sync.domain.drafts import is_told_to
from sync.domain.errors import Refusal
from sync.domain.lifecycle import record_of
from sync.forms.catalogue import Catalogue
from sync.merging.questions import Choice
from sync.ports import DocumentStore, Json, Write
from sync.rules.catalogue import Rules
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.cursor import Cursors
from sync.usecases.directory import ACCOUNTS, Directory
from sync.usecases.exchange import Exchange
from sync.usecases.history.bodies import KeptBodies
from sync.usecases.history.keep import KeepPapers
from sync.usecases.merging.answer_question import AnswerQuestion
from sync.usecases.merging.resolve_paper import ResolvePaper
from sync.usecases.obligations.deadlines import Deadlines
from tests.support.clock import FixedClock
from tests.support.signer import CountingSigner
from tests.support.world import NA_DON, make_world
from tests.sync.merging.papers import KEY, deleted, paper
from tests.sync.merging.server import texts, words_of

CATALOGUE = Catalogue.load()
DB = workspace(NA_DON)
WRITERS = ("na-don-bi-thu", "na-don-thu-ky")
KINDS = ("minutes", "roll_call", "meeting", "score_sheet")


class Village:
    """The server of a script. Ids, times and chances follow from `seed`."""

    def __init__(self, store: DocumentStore, directory: Directory, seed: int) -> None:
        self.store, self.directory, self.chance = store, directory, random.Random(seed)
        self.clock = FixedClock("2026-11-24T08:00:00+07:00")
        self.signer = CountingSigner()
        keep = KeepPapers(store, self.signer, self.clock)
        self.accept = AcceptPapers(store, directory, CATALOGUE, self.clock, keep)
        self.exchange = Exchange(
            store, directory, Deadlines(store, directory, Rules.load()), self.accept, Cursors(b"k" * 32), self.clock
        )
        bodies = KeptBodies(store)
        self.mergers = [ResolvePaper(store, CATALOGUE, bodies, KeepPapers(store, self.signer, self.clock)) for _ in range(2)]
        self.answers = AnswerQuestion(store, directory, CATALOGUE, bodies, self.clock, keep)
        self.numbers = itertools.count(1)
        self.dismissed: set[str] = set()

    @classmethod
    async def begin(cls, store: DocumentStore, seed: int) -> Village:
        return cls(store, await make_world(store), seed)

    def word(self) -> str:
        return f"chữ{next(self.numbers)}"

    async def ids(self) -> list[str]:
        return [one.id for one in (await self.store.changes(DB)).changes if one.id.partition(":")[0] in KINDS]

    async def merge(self) -> None:
        """Both mergers, one after the other, until there is nothing left to write, which must come soon."""
        for _ in range(8):
            wrote = False
            for id in await self.ids():
                for merger in self.mergers:
                    wrote |= await merger(NA_DON, id)
            if not wrote:
                return
        raise AssertionError("merging does not end")

    async def questions(self) -> list[Json]:
        return await self.store.range(DB, "conflict:", "conflict;")

    async def answer_one(self) -> None:
        """Somebody answers a question, if there is one."""
        asked = [one for one in await self.questions() if one["state"] == "open"]
        if not asked:
            return
        one = self.chance.choice(asked)
        choices = {place: Choice("value", self.chance.randrange(len(field["values"]))) for place, field in enumerate(one["fields"])}
        await self._try(self.answers(await self._person(self.chance.choice(WRITERS)), NA_DON, one["_id"], choices))

    async def undo_one(self) -> None:
        """Somebody takes back a merge, if there is one."""
        for id in await self.ids():
            for leaf in await self.store.leaves(DB, id):
                if leaf.get("device") == "merge" and not leaf.get("_deleted"):
                    await self._try(self.answers.undo(await self._person(self.chance.choice(WRITERS)), NA_DON, id, leaf["_rev"]))
                    return

    async def _try(self, doing: Any) -> None:
        try:
            await doing
        except Refusal as refusal:
            if refusal.problem.code not in ("conflict", "answers_invalid", "not_found", "lifecycle"):
                raise

    async def _person(self, username: str) -> Any:
        person = await self.directory.person(username)
        assert person is not None
        return person

    async def dismiss(self, username: str) -> None:
        """His role ends; what he has not sent yet will be refused."""
        self.dismissed.add(username)
        account = await self.store.read(ACCOUNTS, f"account:{username}")
        assert account is not None
        roles = [{**role, "to": "2026-01-01"} for role in account["roles"]]
        [written] = await self.store.write(ACCOUNTS, [Write({**account, "roles": roles}, mode="edit")])
        assert written.error is None

    async def visible(self) -> set[str]:
        """Every numbered word in the papers, the questions, the history and the inbox."""
        kept: list[str] = []
        for id in await self.ids():
            for leaf in await self.store.leaves(DB, id):
                kept += texts(leaf.get("answers", {}))
        for one in await self.questions():
            kept += texts(one["fields"])
        kept += [row["text"] for entry in await self.store.range("history") for row in entry["papers"]]
        kept += [json.dumps(json.loads(one["document_json"]), ensure_ascii=False) for one in
                 await self.store.range("inbox", "refused:", "refused;")]  # fmt: skip
        return numbered(kept)


def numbered(said: list[str]) -> set[str]:
    """The numbered words in them."""
    found = {word.strip('"{}[]:,.') for text in said for part in text.split('"') for word in words_of(part)}
    return {word for word in found if word.startswith("chữ")}


def twice(leaf: Json) -> list[str]:
    """The numbered words that somebody typed once and that stand in a paper more than once."""
    words = [word.strip(".,") for text in texts(leaf["answers"]) for word in text.split() if word.startswith("chữ")]
    return [word for word, count in Counter(words).items() if count > 1]


class Phone:
    """One phone of one person."""

    def __init__(self, village: Village, username: str, device: str, version: int) -> None:
        self.village, self.username, self.device, self.version = village, username, device, version
        self.leaves: dict[str, dict[str, Json]] = {}
        self.bodies: dict[str, Json] = {}
        self.waiting: list[Json] = []
        self.refused: list[Json] = []
        self.cursor = ""
        self.drift = village.chance.choice((None, 0, -5_400_000, 3 * 365 * 86_400_000))
        self.saved: set[str] = set()
        """Every numbered word that this phone has shown as saved."""

    def live(self, id: str) -> list[Json]:
        return [leaf for leaf in self.leaves.get(id, {}).values() if not leaf.get("_deleted")]

    def _put(self, document: Json) -> None:
        known = self.leaves.setdefault(document["_id"], {})
        self.bodies[document["_rev"]] = document
        start, ids = document["_revisions"]["start"], document["_revisions"]["ids"]
        before = {f"{start - place}-{hash}" for place, hash in enumerate(ids)} - {document["_rev"]}
        if any(document["_rev"].partition("-")[2] in one["_revisions"]["ids"][1:] for one in known.values()):
            return
        for rev in before & known.keys():
            del known[rev]
        known[document["_rev"]] = document

    def upgrade(self) -> None:
        """The phone has fetched a newer version of the form: what is written from now on is written under that."""
        self.version = 3

    def edit(self, kind: str, *, send: bool = False, delete: bool = False, wrong: bool = False) -> None:
        """Save something in a paper, as the pages allow it: what was sent is sent again, signed minutes stay. `wrong`: it is sent
        without an answer that its form asks for, as an old program might."""
        chance, id = self.village.chance, f"{kind}:{KEY}"
        parent = record_of(self.live(id))
        if parent is not None and (parent.get("state") == "sent" and (kind == "minutes" or delete)):
            return
        if delete:
            if parent is not None and parent.get("author") == self.username:
                self._save(deleted(parent))
            return
        answers = json.loads(json.dumps(parent["answers"] if parent else FIRST[kind]))
        EDITS[kind](self.village, answers)
        if wrong:
            answers.pop("chair", None)
        state = "sent" if send or (parent and parent.get("state") == "sent") else "draft"
        saved = f"{chance.choice((1970, 2026, 2026, 2026, 2031))}-11-{chance.randint(1, 28):02d}T08:00:00.000+07:00"
        version = max(self.version if kind == "minutes" else 1, parent["version"] if parent else 1)
        more = _with_others(parent, self.username)
        self._save(
            paper(kind, KEY, answers, parent, version=version, author=self.username, device=self.device, saved_at=saved, state=state, **more)
        )

    def mend(self) -> None:
        """What was refused last is put right and sent again, on top of what stands now."""
        if not self.refused:
            return
        document = self.refused.pop()
        if document.get("_deleted"):
            return
        kind, parent = document["kind"], record_of(self.live(document["_id"]))
        if parent is not None and parent.get("state") == "sent" and kind == "minutes":
            return
        answers = {**FIRST[kind], **document["answers"]}
        version = max(document["version"], parent["version"] if parent else 1)
        more = _with_others(parent, self.username)
        self._save(paper(kind, KEY, answers, parent, version=version, author=self.username, device=self.device,
                         saved_at="2026-11-24T09:00:00.000+07:00", state="sent", **more))  # fmt: skip

    def _save(self, document: Json) -> None:
        self._put(document)
        self.waiting.append(document)
        self.saved |= numbered(list(texts(document.get("answers", {}))))

    async def exchange(self, *, lost: bool = False) -> None:
        """Send what waits and take what is new. `lost`: the server has it, and its answer does not arrive, or breaks off after some of
        its portions."""
        person = await self.village.directory.person(self.username)
        assert person is not None
        sent = list(self.waiting)
        portions = [one async for one in self.village.exchange(person, self.cursor, json.loads(json.dumps(sent)), self.drift)]
        if lost:
            portions = portions[: self.village.chance.randrange(len(portions))]
        verdicts = [verdict for portion in portions for verdict in portion.verdicts]
        for document, verdict in zip(sent, verdicts, strict=not lost):
            self.waiting.remove(document)
            if not verdict.ok:
                self._take_back(document)
        for portion in portions:
            for change in portion.changes:
                document = json.loads(change)
                if document["_id"].partition(":")[0] in KINDS:
                    self._put(document)
        if portions:
            self.cursor = portions[-1].cursor

    def _take_back(self, document: Json) -> None:
        """It was refused: it is held here, and what it was made of stands again, unless something has been made of it."""
        self.refused.append(document)
        known, start, ids = self.leaves[document["_id"]], document["_revisions"]["start"], document["_revisions"]["ids"]
        if known.pop(document["_rev"], None) is not None and len(ids) > 1:
            parent = self.bodies.get(f"{start - 1}-{ids[1]}")
            if parent is not None:
                self._put(parent)

    def told(self, leaf: Json) -> bool:
        return is_told_to(self.username, leaf)


def _with_others(parent: Json | None, username: str) -> Json:
    """As `pwa/store/record.js` has it: a merged draft goes on being all of theirs."""
    if parent is None or parent.get("state") != "draft":
        return {}
    others = sorted({parent["author"], *parent.get("with", ())} - {username})
    return {"with": others} if others else {}


_CHAIR = {"name": "Lò Văn Panh"}
FIRST: dict[str, Json] = {
    "minutes": {
        "date": "2026-11-03", "started_at": "19:30", "place": "Nhà văn hóa bản Nà Đon", "chair": _CHAIR, "note_taker": {"name": "Vàng Thị Sủ"},
        "programme_adopted": True, "current_affairs": "Đã quán triệt Hướng dẫn 42-HD/BTCTW.", "ideology": "Ổn định.",
        "next_month": "Thu hoạch ngô; làm đường bản.", "speeches": [{"_id": "s", "speaker": {"name": "Giàng A Lử"}, "gist": "Đề nghị sửa mương."}],
        "conclusion": "Chi bộ thống nhất sửa mương.",
        "conclusions": [{"_id": "c", "what": "Sửa mương", "who": {"name": "Tẩn A Páo"}, "by": "2026-11-30"}],
        "votes": [{"_id": "v", "question": "Sửa mương", "method": "secret", "for": 12, "against": 0, "other": 0}],
        "ended_at": "21:15", "read_and_adopted": True,
    },
    "roll_call": {"members": [
        {"_id": f"m{number}", "name": name, "status": "official", "presence": "present"} for number, name in enumerate(("Panh", "Páo", "Lử"))
    ]},
    "meeting": {"date": "2026-11-03", "start_time": "19:30", "place": "Nhà văn hóa bản Nà Đon", "chair": _CHAIR, "note_taker": _CHAIR,
                "agenda": [{"_id": "1", "text": "Đánh giá tháng 10, bàn việc tháng 11"}]},
    "score_sheet": {},
}  # fmt: skip


def _edit_minutes(village: Village, answers: Json) -> None:
    chance, rows = village.chance, answers.setdefault("speeches", [])
    match chance.randrange(6):
        case 0:
            answers["place"] = village.word()
        case 1:
            words = answers.get("conclusion", "").split(" ")
            words.insert(chance.randint(0, len(words)), village.word())
            answers["conclusion"] = " ".join(words)
        case 2 | 3:
            rows.insert(chance.randint(0, len(rows)), {"_id": village.word(), "speaker": _CHAIR, "gist": f"Ý kiến {village.word()}."})
        case 4 if rows:
            chance.choice(rows)["gist"] = f"Sửa {village.word()}."
        case 5 if rows:
            rows.pop(chance.randrange(len(rows)))
        case _:
            answers["place"] = village.word()


def _edit_roll(village: Village, answers: Json) -> None:
    row = village.chance.choice(answers["members"])
    row["presence"] = village.chance.choice(("present", "absent_excused"))
    if row["presence"] == "present":
        row.pop("reason", None)
    else:
        row["reason"] = "ill"
    answers["few_present_reason"] = f"Mưa lũ {village.word()}."


def _edit_meeting(village: Village, answers: Json) -> None:
    if village.chance.random() < 0.5:
        answers["place"] = f"Nhà {village.word()}"
    else:
        answers["agenda"].append({"_id": village.word(), "text": f"Bàn {village.word()}"})


def _edit_sheet(village: Village, answers: Json) -> None:
    answers["strengths"] = f"Tốt {village.word()}"


EDITS = {"minutes": _edit_minutes, "roll_call": _edit_roll, "meeting": _edit_meeting, "score_sheet": _edit_sheet}
