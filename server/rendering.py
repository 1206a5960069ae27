"""The Jinja2 environment of all pages: autoescape always, a missing variable is an error, templates kept once compiled.

Never marks text as safe. What every page needs is given by `Renderer.render` under the names below.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


class Renderer:
    """Renders templates of one folder."""

    def __init__(self, templates: Path) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def render(self, template: str, **values: Any) -> str:
        return self.environment.get_template(template).render(values)
