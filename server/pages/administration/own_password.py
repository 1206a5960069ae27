"""/me/password: everybody changes his own password, after the old one, and his other devices have to log in again."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from server.pages.administration.desk import AskForm, Desk, DeskFrame, DeskParts, Question, as_problem, seen, sit_down
from sync.domain.errors import Refusal
from sync.domain.unit_changes import NotPossible, Wrong
from sync.usecases.set_up import SHORTEST_PASSWORD


class OwnPasswordPage:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        return self._page(await sit_down(self._parts, request), None, {})

    async def take(self, request: Request) -> Response:
        sent = await self._parts.pages.forms.read(request)
        desk = await sit_down(self._parts, request)
        try:
            await self._change(desk, sent)
        except NotPossible as problem:
            return self._page(desk, problem, sent)
        except Refusal as refusal:
            return self._page(desk, as_problem(refusal), sent)
        return seen("/me/password")

    async def _change(self, desk: Desk, sent: Mapping[str, str]) -> None:
        username, scope = desk.visit.person.username, desk.visit.request.scope
        try:
            await self._parts.identity.log_in(username, sent.get("old", ""), scope)
        except Refusal as refusal:
            seconds = str(refusal.problem.data.get("seconds", ""))
            code = "password_old" if refusal.problem.code == "credentials_wrong" else refusal.problem.code
            raise NotPossible([Wrong("old", code, {"seconds": seconds})]) from None
        await self._parts.people.change_own_password(desk.visit.person, sent.get("new", ""), sent.get("again", ""))
        self._parts.identity.forget(username)
        session = await self._parts.identity.session_of(scope)
        await self._parts.sessions.end_all(username, but=session.hash if session else "")

    def _page(self, desk: Desk, problem: NotPossible | None, sent: Mapping[str, str]) -> Response:
        say = desk.say
        form = AskForm("password", say("password_change"), say("password_change"), (
            Question("old", say("old_password"), "password", complete="current-password"),
            Question("new", say("new_password"), "password", hint=say("new_password_hint", count=SHORTEST_PASSWORD), complete="new-password"),
            Question("again", say("again_password"), "password", complete="new-password"),
        ), say("password_about"), open=True)  # fmt: skip
        return desk.answer("_desk.html", DeskFrame(**desk.frame(say("password_title"), (form,), problem, sent)))
