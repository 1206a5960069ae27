"""Why a move cannot go on, in a sentence for the operator. Never holds what is in a document, only which one it is."""

from __future__ import annotations


class MoveFailed(Exception):
    """The text says what stopped it and what to do."""
