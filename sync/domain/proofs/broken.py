"""What can be wrong with the history, with a receipt or with a paper beside them, and how it is said in a plain sentence.

Whoever reads these sentences runs a server; they are English, as all that the command line says.
"""

from __future__ import annotations

from dataclasses import dataclass

SENTENCES = {
    "missing": "entry {entry} is missing: the next one found is not the one that should follow",
    "previous": "entry {entry} does not name the entry before it as it is now",
    "hash": "entry {entry} was changed after it was written",
    "text": "entry {entry}: the recorded text of {paper} {rev} was changed after it was written",
    "malformed": "entry {entry} is no entry of a history",
    "unreadable": "entry {entry} cannot be read",
    "conflict": "entry {entry} was written twice: two servers' entries have the same number",
    "receipt_missing": "entry {entry} names the receipt {document}, which is gone",
    "receipt_unlisted": "the receipt {document} is named by no entry of the history",
    "receipt_unreadable": "the receipt {document} cannot be read",
    "receipt_malformed": "the receipt {document} is not as a server writes it",
    "receipt_differs": "the receipt {document} is not the one entry {entry} names",
    "receipt_number": "the receipt {document} holds a number that does not belong to what it says",
    "receipt_key_unknown": "the receipt {document} is signed with a key nobody here knows",
    "receipt_signature": "the receipt {document} was changed: its signature is not for what it says",
    "receipt_paper": "the receipt {document} speaks of {paper} {rev}, which the history does not hold",
    "receipt_digest": "the receipt {document} speaks of another content of {paper} {rev} than the history holds",
    "paper_unlisted": "{paper} {rev} is in the workspace but in no entry of the history",
    "paper_differs": "{paper} {rev} does not say what the history recorded",
    "paper_unreadable": "{paper} {rev} cannot be read",
}


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is wrong: `what` is a key of `SENTENCES`; the rest says where, as far as it is known."""

    unit: str
    what: str
    entry: int | None = None
    paper: str = ""
    rev: str = ""
    document: str = ""

    def sentence(self) -> str:
        said = SENTENCES[self.what].format(entry=self.entry, paper=self.paper, rev=self.rev, document=self.document)
        named = f" ({self.paper})" if self.paper and self.paper not in said else ""
        return f"{self.unit}: {said}{named}"
