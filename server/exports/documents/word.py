"""A Word file made from a template by docxtpl: Jinja's words inside an ordinary document.

A template may come from an administrator, so it runs in Jinja's sandbox, sees nothing but texts, and what people typed is escaped.
Takes up to seconds for a year's book: not for the event loop.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # the package carries no types
from jinja2 import StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

_TWIP = 635
"""English metric units in a twentieth of a point."""


def fill(template: bytes, context_for: Callable[[int], Mapping[str, Any]], *, strict: bool = False) -> bytes:
    """The document. `context_for` gets the width of the text on the template's page, in twentieths of a point. With `strict` a name
    that is not known fails instead of leaving nothing.

    Raises whatever docxtpl, Jinja and lxml meet in a template that is no good.
    """
    document = DocxTemplate(io.BytesIO(template))
    document.init_docx()
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined if strict else Undefined)
    document.render(dict(context_for(_text_width(document))), environment, autoescape=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _text_width(document: Any) -> int:
    page = document.docx.sections[0]
    return int((page.page_width - page.left_margin - page.right_margin) / _TWIP)
