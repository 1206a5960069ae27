"""In which papers words occur: SQLite's full text search (FTS5) where it is compiled in, else a table that is gone through.

The words are not kept beside the full text index: it only finds. A paper that changed gets another number, and what the index says of
the old one finds nothing any more; once that is a lot, `outworn` says so and everything is to be folded anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

FTS = "CREATE VIRTUAL TABLE words USING fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 0');"
PLAIN = "CREATE TABLE words (rowid INTEGER PRIMARY KEY, text TEXT NOT NULL);"


def has_fts(db: sqlite3.Connection) -> bool:
    """Whether this SQLite can search in full texts."""
    try:
        db.execute("CREATE VIRTUAL TABLE temp.probe USING fts5 (x)")
    except sqlite3.OperationalError:
        return False
    db.execute("DROP TABLE temp.probe")
    return True


def is_fts(db: sqlite3.Connection) -> bool:
    """Whether the table of this file is a full text index."""
    rows = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'words'").fetchall()
    return bool(rows) and "fts5" in rows[0][0]


def write(db: sqlite3.Connection, number: int, words: str) -> None:
    db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, f" {words} "))


def drop_all(db: sqlite3.Connection, fts: bool) -> None:
    db.execute("INSERT INTO words (words) VALUES ('delete-all')" if fts else "DELETE FROM words")


def condition(terms: Sequence[str], fts: bool, begun: bool) -> tuple[str, list[str]]:
    """SQL that is true of the rows of `words` that hold all terms, with its values. `begun`: the last may be the beginning of a word."""
    if fts:
        asked = " AND ".join(f'"{term}"' for term in terms)
        return "words MATCH ?", [f"{asked}*" if begun else asked]
    last = len(terms) - 1
    return " AND ".join("words.text LIKE ?" for _ in terms), [
        f"% {term}%" if begun and place == last else f"% {term} %" for place, term in enumerate(terms)
    ]
