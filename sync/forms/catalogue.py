"""All published definitions and scoring templates, read from their folder when asked."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from sync.domain.errors import Problem
from sync.forms.model import Definition
from sync.forms.problems import problems_of
from sync.forms.scoring import Template

T = TypeVar("T")
DEFINITIONS = Path(__file__).with_name("definitions")


class Catalogue:
    """Definitions by form and version, templates by id and version."""

    def __init__(self, definitions: list[Definition], templates: list[Template]) -> None:
        self.definitions = {(one.form, one.version): one for one in definitions}
        self.templates = {(one.id, one.version): one for one in templates}

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
        """The newest version of a form. Raises ValueError for an unknown form."""
        return self.definitions[max(key for key in self.definitions if key[0] == form)]

    def problem_of(self, form: str, version: int) -> Problem | None:
        """`version_unknown` for a form or version that is not published here."""
        return None if (form, version) in self.definitions else Problem("version_unknown")


def _read(path: Path, type: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=type)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path}: {error}") from None
