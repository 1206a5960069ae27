"""The log-in page of the office, and log-out. The phone logs in through /api/session; both lead to the same use case."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.errors import headers_of, status_of
from server.pages.frame import NO_STORE
from server.pages.outside import language_of, outside_page
from server.rendering import Renderer
from server.security.cookies import Cookies
from server.security.csrf import FIELD, Forms
from server.security.identity import Identity
from server.security.refused_log import note_refused
from server.security.sessions import Sessions
from sync.domain.access import RULES
from sync.domain.accounts import Person
from sync.domain.errors import Problem, Refusal
from sync.ports import Clock

OFFICE_ROLES = frozenset(rule.role for rule in RULES if rule.action == "oversee")
"""Roles that work on the pages of the office, and hold no papers on a phone."""


class LogInPage:
    """GET and POST /log-in, POST /log-out, GET /."""

    def __init__(
        self, identity: Identity, sessions: Sessions, forms: Forms, cookies: Cookies, renderer: Renderer, clock: Clock
    ) -> None:
        self._identity = identity
        self._sessions = sessions
        self._forms = forms
        self._cookies = cookies
        self._renderer = renderer
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("/", self.start, methods=["GET"]),
            Route("/log-in", self.show, methods=["GET"]),
            Route("/log-in", self.take, methods=["POST"]),
            Route("/log-out", self.end, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """Everybody's first address: to where he works, or to the log-in page."""
        person = await self._identity.person_of(request.scope)
        target = self._home(person) if person else "/log-in"
        return RedirectResponse(target, 303, NO_STORE)

    async def show(self, request: Request) -> Response:
        return self._page(request, wanted=request.query_params.get("next", ""))

    async def take(self, request: Request) -> Response:
        fields: dict[str, str] = {}
        try:
            fields = await self._forms.read(request)
            person = await self._identity.log_in(
                fields.get("username", "").strip().lower(), fields.get("password", ""), request.scope
            )
        except Refusal as refusal:
            note_refused(refusal.problem)
            return self._page(request, fields.get("next", ""), refusal.problem, fields.get("username", ""))
        old = await self._identity.session_of(request.scope)
        if old is not None:
            await self._sessions.end(old)
        token = await self._sessions.begin(person.username, device_of(request.headers.get("user-agent", "")))
        wanted = fields.get("next", "")
        answer = RedirectResponse(wanted if is_local(wanted) else self._home(person), 303, NO_STORE)
        answer.headers.append("Set-Cookie", self._cookies.keep(self._cookies.session, token, self._sessions.lifetime))
        answer.headers.append("Set-Cookie", self._cookies.drop(self._cookies.form))
        return answer

    async def end(self, request: Request) -> Response:
        await self._forms.read(request)
        session = await self._identity.session_of(request.scope)
        if session is not None:
            await self._sessions.end(session)
        answer = RedirectResponse("/log-in", 303, NO_STORE)
        answer.headers.append("Set-Cookie", self._cookies.drop(self._cookies.session))
        return answer

    def _home(self, person: Person) -> str:
        grants = person.held(self._clock.now().date())
        office = next((grant.unit for grant in grants if grant.role in OFFICE_ROLES), None)
        return f"/units/{office}" if office else "/app/"

    def _page(self, request: Request, wanted: str, problem: Problem | None = None, username: str = "") -> Response:
        token, cookie = self._forms.prepare(request.scope)
        answer = outside_page(
            self._renderer,
            request.scope,
            "log_in.html",
            status_of(problem.code) if problem else 200,
            headers_of(problem) if problem else NO_STORE,
            form_field=FIELD,
            form_token=token,
            next=wanted if is_local(wanted) else "",
            username=username[:40],
            error=problem.to_json(language_of(request.scope)) if problem else None,
        )
        if cookie:
            answer.headers.append("Set-Cookie", cookie)
        return answer


def is_local(target: str) -> bool:
    """Whether an address stays on this server. Browsers read `//`, `/\\` and control characters in their own ways."""
    return target.startswith("/") and target[1:2] not in ("/", "\\") and target.isprintable() and "\\" not in target


def device_of(user_agent: str) -> str:
    """A few words by which a person knows his device again."""
    browser = next(
        (name for sign, name in (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
         if sign in user_agent), "Trình duyệt",
    )  # fmt: skip
    system = next(
        (name for sign, name in (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
                                 ("Mac OS", "macOS"), ("Linux", "Linux")) if sign in user_agent), "",
    )  # fmt: skip
    return f"{browser} · {system}" if system else browser
