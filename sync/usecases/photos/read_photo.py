"""The photos of the paper book that have arrived: which of a paper's, and one of them whole.

Whoever works in the unit sees them all; others only those a sent paper names, for drafts are seen in their own unit only.
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import photo_id, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.lifecycle import record_of
from sync.domain.photos import DIGEST
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import Directory
from sync.usecases.photos.take_photo import FILE


@dataclass(frozen=True, slots=True)
class Photos:
    """Of the photos a paper names: the digests of those that are here, in its order, and how many are not."""

    arrived: tuple[str, ...] = ()
    missing: int = 0


class ReadPhoto:
    """Gives the bytes of one photo."""

    def __init__(self, store: DocumentStore, directory: Directory, catalogue: Catalogue, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._catalogue = catalogue
        self._clock = clock

    async def __call__(self, person: Person, unit: str, digest: str) -> bytes:
        """The JPEG. Raises Refusal `not_found` alike for what there is not and for what this person may not see."""
        tree, today = await self._directory.units(), self._clock.now().date()
        known = tree.get(unit) is not None and DIGEST.fullmatch(digest)
        if not known or not may(person, "read", unit, tree, today, "minutes"):
            raise Refusal("not_found")
        try:
            if not may(person, "enter", unit, tree, today, "minutes") and not await self._was_sent(unit, digest):
                raise Refusal("not_found")
            found = await self._store.attachment(workspace(unit), photo_id(digest), FILE)
        except NoSuchDatabase:
            found = None
        if found is None:
            raise Refusal("not_found")
        return found.data

    async def _was_sent(self, unit: str, digest: str) -> bool:
        """Whether a sent paper of the unit names the photo. Minutes alone have photos, and a cell has a dozen a year."""
        db = workspace(unit)
        for id, _ in await self._store.index(db, "minutes:", "minutes;"):
            record = record_of(await self._store.leaves(db, id))
            if record is not None and record.get("state") == "sent" and digest in digests_of(record, self._catalogue):
                return True
        return False


async def photos_of(store: DocumentStore, unit: str, paper: Json, catalogue: Catalogue) -> Photos:
    """Which photos of a paper have arrived in the unit's workspace."""
    named = digests_of(paper, catalogue)
    arrived = [digest for digest in named if await store.read(workspace(unit), photo_id(digest)) is not None]
    return Photos(tuple(arrived), len(named) - len(arrived))


def digests_of(paper: Json, catalogue: Catalogue) -> list[str]:
    """The digests in the answers of type `photos`, in the form's order; whatever does not fit is left out."""
    version, answers = paper.get("version"), paper.get("answers")
    definition = catalogue.get(str(paper.get("form")), version) if isinstance(version, int) else None
    found: list[str] = []
    for field in definition.fields().values() if definition and isinstance(answers, dict) else ():
        value = answers.get(field.name) if field.type == "photos" and isinstance(answers, dict) else None
        for one in value if isinstance(value, list) else ():
            digest = one.get("digest") if isinstance(one, dict) else None
            if isinstance(digest, str) and DIGEST.fullmatch(digest) and digest not in found:
                found.append(digest)
    return found
