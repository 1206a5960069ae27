"""Who and what there is: the tree of units and the people, read from the store and kept while nothing changes."""

from __future__ import annotations

from sync.domain.accounts import USERNAME, Person, account_id
from sync.domain.proofs.history import HISTORY
from sync.domain.units import Unit, UnitTree
from sync.ports import DocumentStore

ACCOUNTS = "accounts"
UNITS = "units"
INBOX = "inbox"
RULES = "rules"
"""What was settled for one unit alone about its deadlines."""
DELIVERIES = "deliveries"
FORMS = "forms"
"""Versions of forms and scoring templates that administrators publish, and the drafts of them."""
KEYS = "keys"
"""Public keys of receipts; never a secret one."""
MACHINES = "machines"
"""Machines that are let in through the API, with the hashes of their tokens."""
WEBHOOKS = "webhooks"
"""Where machines are told of papers, and how far each was told."""
PHONES = "phones"
"""What phones last told of themselves."""
BOARDS = "boards"
"""Saved groups of units, and the thresholds of lights."""
PUSH = "push"
"""Phones that can be reached by push."""
REMINDERS = "reminders"
"""What was told to whom, and what became of it."""
CALLS = "calls"
"""What came of calling a cell about what it owes."""
_REMEMBERED = 2_000
"""People kept at most; a name that nobody has is remembered too, until an account changes."""
SYSTEM_DATABASES = (
    ACCOUNTS, UNITS, INBOX, RULES, DELIVERIES, FORMS, HISTORY, KEYS, MACHINES, WEBHOOKS, PHONES, BOARDS, PUSH, REMINDERS, CALLS,
)  # fmt: skip


class Directory:
    """Units and people, kept per state of their databases, so that a change shows at the next call."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._tree = UnitTree(())
        self._tree_seq = ""
        self._people: dict[str, Person | None] = {}
        self._people_seq = ""

    async def prepare(self) -> None:
        """Make the system databases where they are missing. Idempotent."""
        for name in SYSTEM_DATABASES:
            await self._store.create_database(name)

    async def units(self) -> UnitTree:
        seq = (await self._store.info(UNITS)).update_seq
        if seq != self._tree_seq:
            documents = await self._store.range(UNITS, "unit:", "unit;")
            self._tree, self._tree_seq = UnitTree(Unit.from_document(one) for one in documents), seq
        return self._tree

    async def person(self, username: str) -> Person | None:
        """The person of that user name, or None. Never raises for malformed names."""
        if not USERNAME.fullmatch(username):
            return None
        seq = (await self._store.info(ACCOUNTS)).update_seq
        if seq != self._people_seq:
            self._people, self._people_seq = {}, seq
        if username not in self._people:
            document = await self._store.read(ACCOUNTS, account_id(username))
            if len(self._people) >= _REMEMBERED:
                self._people.clear()
            self._people[username] = Person.from_document(document) if document else None
        return self._people[username]
