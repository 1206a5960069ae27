"""Whom an unfinished paper is told to: who writes it, and whose words one holds. Pure."""

from __future__ import annotations

from typing import Any

TELLING = frozenset(("kind", "state", "author", "with", "of", "authors", "given"))
"""The members of a document that are looked at here."""


def is_told_to(username: str, document: dict[str, Any]) -> bool:
    """Whether a document of a unit goes to the phone of this person, who works there. A draft goes to its author and, once it was merged
    of several, to whoever else wrote in it; a question about drafts to those whose words it holds."""
    if document.get("kind") == "conflict":
        return document.get("of") != "draft" or username in _names(document.get("authors"))
    return document.get("state") != "draft" or document.get("author") == username or username in _names(document.get("with"))


def people_beside(document: dict[str, Any]) -> set[str]:
    """User names of those whose words stand beside each other in a question or in a paper that was merged of several."""
    if document.get("kind") == "conflict":
        told = [*_names(document.get("authors")), *(one.get("by") for one in _names(document.get("given")) if isinstance(one, dict))]
    else:
        beside = _names(document.get("with"))
        told = [*beside, document.get("author")] if beside else []
    return {one for one in told if isinstance(one, str)}


def _names(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
