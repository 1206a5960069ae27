"""An office person at a browser: opens pages, fills in their forms as they are drawn, and sends them with the page's own token."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from tests.year.page_form import PageForm, forms_of


@dataclass
class Page:
    """A page that was answered with 200."""

    path: str
    text: str

    @property
    def words(self) -> str:
        """What a person reads of it."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    def part(self, first: str, last: str = "</section>") -> str:
        """What a person reads from `first` to `last`."""
        start = self.text.index(first)
        return Page(self.path, self.text[start : self.text.index(last, start)]).words

    def form(self, field: str, button: str | None = None) -> PageForm:
        """The form that has this field, and a button of that value."""
        for form in forms_of(self.text):
            if field in form.fields and (button is None or button in {value for _, value in form.buttons}):
                return form
        raise AssertionError(f"{self.path} has no form with {field}: {self.words}")


@dataclass
class Desk:
    """One browser, logged in; `used`: when it was asked for last."""

    username: str
    client: httpx.AsyncClient
    used: datetime

    async def open(self, path: str) -> Page:
        answer = await self.client.get(path)
        assert answer.status_code == 200, f"{self.username} {path}: {answer.status_code} {Page(path, answer.text).words[:400]}"
        return Page(path, answer.text)

    async def post(self, path: str, fields: Mapping[str, str], status: int = 303) -> httpx.Response:
        answer = await self.client.post(path, data=dict(fields))
        assert answer.status_code == status, f"{self.username} {path}: {answer.status_code} {_wrong(answer.text)}"
        return answer

    async def write(
        self, unit: str, paper: str, do: str = "send", /, *, reasons: Mapping[str, str] | None = None, **answers: Any
    ) -> Page:
        """Fill in a paper of the office and press a button: `send`, `keep` or `gather`. A list of rows is added below what is drawn;
        `reasons` pass over soft rules. Gives the page that follows."""
        path = f"/units/{unit}/write/{paper}"
        fields = (await self.open(path)).form("base", do).fields
        if not _fill_all(fields, answers):
            # Some questions are asked only once others have been answered and kept.
            kept = await self.post(path, {**fields, "do": "keep"})
            fields = (await self.open(kept.headers["location"])).form("base", do).fields
            assert _fill_all(fields, {name: value for name, value in answers.items() if not isinstance(value, list)}), answers
        fields |= {f"reason:answers.{name}": why for name, why in (reasons or {}).items()}
        return await self.open((await self.post(path, {**fields, "do": do})).headers["location"])

    async def review(
        self, unit: str, paper: str, decision: str, *, band: str = "", comments: Mapping[str, str] | None = None
    ) -> Page:
        """Decide about a sent paper on its page; gives the page after it."""
        return await self.open(await self.decide(unit, paper, decision, band=band, comments=comments))

    async def decide(
        self, unit: str, paper: str, decision: str, *, band: str = "", comments: Mapping[str, str] | None = None
    ) -> str:
        """As `review`, without looking again; gives the paper's address. A comment "" is about the whole paper."""
        path = f"/units/{unit}/papers/{paper}"
        fields = (await self.open(path)).form("base", decision).fields
        fields |= {f"comment:answers.{name}" if name else "comment:answers": text for name, text in (comments or {}).items()}
        if band:
            assert "official_band" in fields, path
            fields["official_band"] = band
        await self.post(f"{path}/review", {**fields, "decision": decision})
        return path


def _fill_all(fields: dict[str, str], answers: Mapping[str, Any]) -> bool:
    """Type what is told; whether there was a place for everything."""
    found = [_fill(fields, f"answers.{name}", value) for name, value in answers.items()]
    return all(found)


def _fill(fields: dict[str, str], path: str, value: Any) -> bool:
    """Type a value into a field that is there; rows get fields of their own, as the button for another row makes them."""
    if not isinstance(value, list):
        found = path in fields
        if found:
            fields[path] = _typed(value)
        return found
    drawn = sum(name.startswith(f"row:{path}:") for name in fields)
    for place, row in enumerate(value, drawn):
        fields[f"row:{path}:{row['_id']}"] = str(place)
        fields |= {f"{path}.{row['_id']}.{name}": _typed(inner) for name, inner in row.items() if name != "_id"}
    return True


def _typed(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _wrong(text: str) -> str:
    words = Page("", text).words
    return words[:600]
