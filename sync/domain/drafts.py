"""Whom an unfinished paper is told to: who writes it. Pure."""

from __future__ import annotations

from typing import Any


def is_told_to(username: str, document: dict[str, Any]) -> bool:
    """Whether a document of a unit goes to the phone of this person, who works there. A draft goes to its author and, once it was merged
    of several, to whoever else wrote in it; a question about drafts to those whose words it holds."""
    if document.get("kind") == "conflict":
        return document.get("of") != "draft" or username in _names(document.get("authors"))
    return document.get("state") != "draft" or document.get("author") == username or username in _names(document.get("with"))


def _names(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
