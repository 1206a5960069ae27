"""The page behind the one-time link that an empty store prints: the first administrator and the unit at the top."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.errors import headers_of, status_of
from server.pages.frame import NO_STORE
from server.pages.log_in import device_of
from server.pages.outside import language_of, outside_page
from server.rendering import Renderer
from server.security.cookies import Cookies
from server.security.csrf import FIELD, Forms
from server.security.sessions import Sessions
from sync.domain.errors import Problem, Refusal
from sync.usecases.set_up import SHORTEST_PASSWORD, FirstAdministrator, SetUp

UNIT_TYPES = ("province", "district", "commune", "cell")


class SetUpPage:
    """GET and POST /set-up. The token stays out of links and logs after the first page: the form carries it."""

    def __init__(self, set_up: SetUp, sessions: Sessions, forms: Forms, cookies: Cookies, renderer: Renderer) -> None:
        self._set_up = set_up
        self._sessions = sessions
        self._forms = forms
        self._cookies = cookies
        self._renderer = renderer

    def routes(self) -> list[Route]:
        return [Route("/set-up", self.show, methods=["GET"]), Route("/set-up", self.take, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        token = request.query_params.get("token", "")
        await self._set_up.check(token)
        return self._page(request, {"token": token, "unit_type": "commune"})

    async def take(self, request: Request) -> Response:
        fields = await self._forms.read(request)
        asked = FirstAdministrator(
            name=fields.get("name", ""),
            username=fields.get("username", "").strip().lower(),
            password=fields.get("password", ""),
            unit_name=fields.get("unit_name", ""),
            unit_type=fields.get("unit_type", ""),
        )
        try:
            unit = await self._set_up(fields.get("token", ""), asked, language_of(request.scope))
        except Refusal as refusal:
            if refusal.problem.code != "answers_invalid":
                raise
            return self._page(request, fields, refusal.problem)
        session = await self._sessions.begin(asked.username, device_of(request.headers.get("user-agent", "")))
        answer = RedirectResponse(f"/units/{unit}", 303, NO_STORE)
        answer.headers.append("Set-Cookie", self._cookies.keep(self._cookies.session, session, self._sessions.lifetime))
        answer.headers.append("Set-Cookie", self._cookies.drop(self._cookies.form))
        return answer

    def _page(self, request: Request, fields: dict[str, str], problem: Problem | None = None) -> Response:
        token, cookie = self._forms.prepare(request.scope)
        answer = outside_page(
            self._renderer,
            request.scope,
            "set_up.html",
            status_of(problem.code) if problem else 200,
            headers_of(problem) if problem else NO_STORE,
            form_field=FIELD,
            form_token=token,
            token=fields.get("token", ""),
            answers={name: fields.get(name, "") for name in ("name", "username", "unit_name", "unit_type")},
            unit_types=UNIT_TYPES,
            shortest_password=SHORTEST_PASSWORD,
            error=problem.to_json(language_of(request.scope)) if problem else None,
            wrong={one.path: one.message for one in problem.fields} if problem else {},
        )
        if cookie:
            answer.headers.append("Set-Cookie", cookie)
        return answer
