"""All published definitions and scoring templates: those that come with the product, read from their folder, and those that
administrators have published, taken in from the store by `sync/usecases/forms/published.py`.

A version is never changed or taken out: papers name theirs. Which one new papers begin with is a question of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from sync.domain.errors import Problem
from sync.forms.model import Definition
from sync.forms.problems import problems_of
from sync.forms.scoring import Template

T = TypeVar("T")
OWN_FROM = 1001
"""The first version that administrators publish; those below come with the product."""
Which = tuple[str, str, int]
"""`form` or `scoring`, name, version."""
DEFINITIONS = Path(__file__).with_name("definitions")


class Catalogue:
    """Definitions by form and version, templates by id and version."""

    def __init__(self, definitions: list[Definition], templates: list[Template]) -> None:
        self.definitions = {(one.form, one.version): one for one in definitions}
        self.templates = {(one.id, one.version): one for one in templates}
        self._retired: Mapping[Which, str] = {}
        self._day = ""

    @classmethod
    def load(cls, folder: Path = DEFINITIONS) -> Catalogue:
        """Read `<form>/<version>.json` and `scoring/<id>/<version>.json`. Raises ValueError naming the file that is wrong."""
        definitions, templates = [], []
        for path in sorted(folder.glob("*/*.json")):
            definition = _read(path, Definition)
            if problems := problems_of(definition):
                raise ValueError(f"{path}: {'; '.join(problems)}")
            definitions.append(definition)
        for path in sorted(folder.glob("scoring/*/*.json")):
            template = _read(path, Template)
            if problems := template.problems():
                raise ValueError(f"{path}: {'; '.join(problems)}")
            templates.append(template)
        return cls(definitions, templates)

    def get(self, form: str, version: int) -> Definition | None:
        return self.definitions.get((form, version))

    def template(self, id: str, version: int) -> Template | None:
        return self.templates.get((id, version))

    def latest(self, form: str) -> Definition:
        """The newest version of a form that is in force: what new papers begin with. Raises ValueError for an unknown form."""
        return self.definitions[form, max(self.in_force(form, self._day))]

    def in_force(self, form: str, day: str) -> list[int]:
        """The versions of a form that new papers may begin with on `day` (`YYYY-MM-DD`)."""
        return [one.version for one in self.definitions.values() if one.form == form and self.holds("form", one, day)]

    def holds(self, what: str, one: Definition | Template, day: str) -> bool:
        """Whether a version has begun and is not retired. Those of the product hold from the beginning."""
        name = one.form if isinstance(one, Definition) else one.id
        last = self._retired.get((what, name, one.version))
        return (one.version < OWN_FROM or one.valid_from <= day) and (last is None or day <= last)

    def last_day(self, which: Which) -> str | None:
        """The last day new papers begin with a version; None where it is not retired."""
        return self._retired.get(which)

    def take_in(
        self, definitions: Iterable[Definition], templates: Iterable[Template], retired: Mapping[Which, str], day: str
    ) -> None:
        """What administrators have published and retired by now; `day` is today. Those of the product are never replaced."""
        self.definitions |= {(one.form, one.version): one for one in definitions if one.version >= OWN_FROM}
        self.templates |= {(one.id, one.version): one for one in templates if one.version >= OWN_FROM}
        self._retired, self._day = retired, day

    def problem_of(self, form: str, version: int) -> Problem | None:
        """`version_unknown` for a form or version that is not published here."""
        return None if (form, version) in self.definitions else Problem("version_unknown")


def _read(path: Path, type: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=type)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path}: {error}") from None
