"""A new version of a form: kept as a draft, published once for every server, begun with from its day on, retired; never changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.forms.catalogue import OWN_FROM, Catalogue
from sync.forms.draft import as_text, plain_of
from sync.ports import Write
from sync.stores.memory import MemoryStore
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.directory import FORMS, Directory
from sync.usecases.forms.administer import AdministerForms
from sync.usecases.forms.published import PublishedForms
from sync.usecases.history.keep import KeepPapers
from tests.support.clock import FixedClock
from tests.support.phone import with_revision
from tests.support.signer import CountingSigner
from tests.support.world import NA_DON, make_world

TODAY, LATER = date(2026, 11, 23), date(2026, 12, 1)
NEW = {"name": "weather", "type": "text", "label": {"vi": "Thời tiết", "en": "Weather"}}


@dataclass
class Server:
    """One of several servers on one store."""

    store: MemoryStore
    directory: Directory
    clock: FixedClock

    def __post_init__(self) -> None:
        self.catalogue = Catalogue.load()
        self.published = PublishedForms(self.store, self.catalogue, self.clock)
        self.forms = AdministerForms(self.store, self.directory, self.published, self.clock)
        keep = KeepPapers(self.store, CountingSigner(), self.clock)
        self.accept = AcceptPapers(self.store, self.directory, self.catalogue, self.clock, keep, self.published)

    async def person(self, username: str = "quan-tri") -> Person:
        found = await self.directory.person(username)
        assert found is not None
        return found

    async def written(self, text: str, what: Any = "form", name: str = "task") -> str:
        """The revision of a draft that says `text`."""
        who = await self.person()
        await self.forms.keep(who, what, name, text, (await self.forms.draft(who, what, name)).rev)
        return (await self.forms.draft(who, what, name)).rev

    async def publish(self, first: date = TODAY, field: dict[str, Any] = NEW) -> int:
        return await self.forms.publish(await self.person(), "form", "task", first, await self.written(self.with_field(field)))

    def with_field(self, field: dict[str, Any]) -> str:
        newest = self.forms.newest("form", "task")
        assert newest is not None
        plain = plain_of(newest)
        plain["sections"][0]["fields"].append(field)
        return json.dumps(plain)


@pytest.fixture
async def one() -> Server:
    store = MemoryStore()
    return Server(store, await make_world(store), FixedClock("2026-11-23T10:00:00+07:00"))


@pytest.fixture
def other(one: Server) -> Server:
    return Server(one.store, Directory(one.store), one.clock)


def code(raised: pytest.ExceptionInfo[Refusal]) -> tuple[str, ...]:
    problem = raised.value.problem
    return (problem.code, *(one.path for one in problem.fields))


async def test_a_draft_is_kept_as_it_was_typed_and_changes_no_form(one: Server) -> None:
    who = await one.person()
    assert (await one.forms.draft(who, "form", "task")).text == as_text(one.catalogue.latest("task"))
    rev = await one.written("{ chưa xong")
    kept = await one.forms.draft(who, "form", "task")
    assert (kept.text, kept.by) == ("{ chưa xong", "quan-tri")
    assert one.catalogue.latest("task").version == 1
    with pytest.raises(Refusal) as raised:
        await one.forms.publish(who, "form", "task", TODAY, rev)
    assert code(raised) == ("answers_invalid", "text")
    assert await one.store.range(FORMS, "version:", "version;") == []


async def test_what_is_published_is_begun_with_from_its_day_on_by_every_server(one: Server, other: Server) -> None:
    assert await one.publish(LATER) == OWN_FROM
    await other.published.refresh()
    assert one.catalogue.latest("task").version == other.catalogue.latest("task").version == 1
    assert one.published.digest == other.published.digest != ""
    one.clock.move(days=8)
    for server in (one, other):
        await server.published.refresh()
        found = server.catalogue.latest("task")
        assert (found.version, found.valid_from) == (OWN_FROM, "2026-12-01") and "weather" in found.fields()
    assert one.catalogue.get("task", 1) is not None, "the older version is still there for what was begun with it"
    assert await one.store.read(FORMS, "draft:form:task") is None


async def test_a_paper_of_a_new_version_is_taken_by_a_server_that_had_not_heard_of_it(one: Server, other: Server) -> None:
    await one.publish()
    secretary = await one.person("na-don-bi-thu")
    answers = {"what": "Phát dọn đường", "who": {"name": "Sùng A Chu"}, "by": "2026-12-20", "state": "open", "weather": "mưa"}
    verdicts = []
    for number, version in ((1, OWN_FROM), (2, 1), (3, OWN_FROM + 1)):
        paper = {
            "_id": f"task:01JQ000000000000000000000{number}", "kind": "task", "form": "task", "version": version, "unit": NA_DON,
            "state": "draft", "author": "na-don-bi-thu", "device": "d", "saved_at": "2026-11-23T09:00:00+07:00", "answers": answers,
        }  # fmt: skip
        verdicts += await other.accept(secretary, [with_revision(paper)])
    assert [one.problem.code if one.problem else "" for one in verdicts[:2]] == ["", ""]
    sent = with_revision({**paper, "version": OWN_FROM, "state": "sent", "done_at": "2026-11-23T09:00:00+07:00"})
    [verdict] = await other.accept(secretary, [sent])
    assert verdict.problem is None or verdict.problem.code != "version_unknown"


async def test_publishing_the_same_again_publishes_nothing(one: Server, other: Server) -> None:
    who = await one.person()
    rev = await one.written(one.with_field(NEW))
    await one.forms.publish(who, "form", "task", TODAY, rev)
    with pytest.raises(Refusal) as raised:
        await one.forms.publish(who, "form", "task", TODAY, rev)
    assert code(raised) == ("conflict",)
    again = await other.written(json.dumps(plain_of(one.catalogue.definitions["task", OWN_FROM])))
    with pytest.raises(Refusal) as raised:
        await other.forms.publish(who, "form", "task", TODAY, again)
    assert code(raised) == ("answers_invalid", "text"), "as after a crash between publishing and giving up the draft"
    assert len(await one.store.range(FORMS, "version:", "version;")) == 1


async def test_of_two_servers_that_publish_at_once_one_is_told_of_the_other(one: Server, other: Server) -> None:
    who = await one.person()
    rev = await one.written(one.with_field(NEW))
    await other.published.refresh()
    await one.forms.publish(who, "form", "task", TODAY, rev)

    async def stale() -> None:
        """The other server has asked just before."""

    other.published.refresh = stale  # type: ignore[method-assign]
    other_rev = await other.written(other.with_field({**NEW, "name": "snow"}))
    with pytest.raises(Refusal) as raised:
        await other.forms.publish(who, "form", "task", TODAY, other_rev)
    assert code(raised) == ("conflict",)
    [kept] = await one.store.range(FORMS, "version:", "version;")
    assert "weather" in json.dumps(kept["says"])


async def test_somebody_elses_draft_is_not_written_over(one: Server) -> None:
    who = await one.person()
    rev = await one.written("{}")
    await one.forms.keep(who, "form", "task", "{ }", rev)
    for call in (one.forms.keep(who, "form", "task", "[]", rev), one.forms.drop(who, "form", "task", rev)):
        with pytest.raises(Refusal) as raised:
            await call
        assert code(raised) == ("conflict",)


async def test_a_version_is_retired_and_what_was_begun_with_it_goes_on(one: Server, other: Server) -> None:
    who = await one.person()
    version = await one.publish()
    await one.forms.retire(who, "form", "task", version, TODAY, "Nhầm")
    assert one.catalogue.latest("task").version == version, "its last day is still to come"
    one.clock.move(days=1)
    for server in (one, other):
        await server.published.refresh()
        assert server.catalogue.latest("task").version == 1 and server.catalogue.get("task", version) is not None
    with pytest.raises(Refusal) as raised:
        await one.forms.retire(who, "form", "task", version, LATER, "Lại nhầm")
    assert code(raised) == ("conflict",)
    with pytest.raises(Refusal) as raised:
        await one.forms.retire(who, "form", "task", 1, LATER, "Không còn bản nào")
    assert code(raised) == ("answers_invalid", "version")
    assert await one.publish(date(2026, 11, 24), {**NEW, "name": "snow"}) == version + 1
    await one.forms.retire(who, "form", "task", 1, LATER, "Đã có bản mới")


@pytest.mark.parametrize(
    ("last", "reason", "path"), [(date(2026, 11, 22), "x", "last"), (LATER, " ", "reason"), (LATER, "x" * 501, "reason")]
)
async def test_a_retirement_that_is_wrong_changes_nothing(one: Server, last: date, reason: str, path: str) -> None:
    version = await one.publish()
    with pytest.raises(Refusal) as raised:
        await one.forms.retire(await one.person(), "form", "task", version, last, reason)
    assert code(raised) == ("answers_invalid", path)
    assert await one.store.range(FORMS, "retired:", "retired;") == []


async def test_a_new_scoring_template_is_published_before_the_form_that_names_it(one: Server) -> None:
    who = await one.person()
    table = plain_of(one.catalogue.templates["hd42-local", 1]) | {"id": "lai-chau"}
    rev = await one.written(json.dumps(table), "scoring", "lai-chau")
    assert await one.forms.publish(who, "scoring", "lai-chau", TODAY, rev) == OWN_FROM
    sheet = plain_of(one.catalogue.latest("score_sheet"))
    [scores] = [field for section in sheet["sections"] for field in section["fields"] if field["type"] == "scores"]
    scores |= {"template": "lai-chau", "template_version": OWN_FROM}
    rev = await one.written(json.dumps(sheet), name="score_sheet")
    version = await one.forms.publish(who, "form", "score_sheet", TODAY, rev)
    assert one.catalogue.latest("score_sheet").version == version == OWN_FROM


@pytest.mark.parametrize("username", ["na-don-bi-thu", "binh-lu-dang-uy"])
async def test_nobody_else_may(one: Server, username: str) -> None:
    who, forms = await one.person(username), one.forms
    calls = (
        forms.draft(who, "form", "task"), forms.keep(who, "form", "task", "{}", ""), forms.drop(who, "form", "task", ""),
        forms.publish(who, "form", "task", TODAY, "1-x"), forms.retire(who, "form", "task", 1, TODAY, "x"),
    )  # fmt: skip
    for call in calls:
        with pytest.raises(Refusal) as raised:
            await call
        assert code(raised) == ("forbidden",)
    assert await one.store.range(FORMS) == []


async def test_a_version_this_server_cannot_read_is_passed_over(one: Server) -> None:
    version = await one.publish()
    document = await one.store.read(FORMS, f"version:form:task:{version}")
    assert document is not None
    strange = {**document, "_id": "version:form:task:2000", "version": 2000, "says": {**document["says"], "colour": "red"}}
    await one.store.write(FORMS, [Write({k: v for k, v in strange.items() if not k.startswith("_rev")}, mode="edit")])
    await one.published.refresh()
    assert one.catalogue.latest("task").version == version
