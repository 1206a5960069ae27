"""What the handlers of the API are given: the parts of the server they may use. Must not import Litestar, which is slow."""

from __future__ import annotations

from dataclasses import dataclass

from server.security.cookies import Cookies
from server.security.identity import Identity
from server.security.keys import ReceiptSigner
from server.security.published_keys import PublishedKeys
from server.security.sessions import Sessions
from sync.ports import Clock
from sync.usecases.directory import Directory
from sync.usecases.forms.published import PublishedForms
from sync.usecases.machines.find_machine import FindMachine
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.read_owed import ReadOwed
from sync.usecases.obligations.set_deadlines import SetDeadlines


@dataclass(frozen=True, slots=True)
class Doors:
    """Made by `server/app.py`, injected as `doors`."""

    identity: Identity
    sessions: Sessions
    cookies: Cookies
    directory: Directory
    signer: ReceiptSigner
    keys: PublishedKeys
    clock: Clock
    deadlines: Deadlines
    owed: ReadOwed
    settle: SetDeadlines
    forms: PublishedForms
    machines: FindMachine
