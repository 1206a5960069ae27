"""docs/errors.md, made from the table of errors. After a change of the table: python -m tests.architecture.errors_page"""

from __future__ import annotations

from pathlib import Path

from server.errors import STATUS
from sync.domain.errors import TABLE, ErrorRow

PAGE = Path(__file__).resolve().parents[2] / "docs/errors.md"
HEAD = """# Errors

Every door answers a failed request with `{"error": {"code", "message", "action", "fields"}}` (at `/couch/` with CouchDB's own
shape). Codes are for ever: one is never used again for something else. A code without a status is told inside an answer: of one
document of an exchange, or of one field of a paper.

This page is made from `sync/domain/errors.py` and `server/errors.py`: `python -m tests.architecture.errors_page` makes it anew.

| code | status | message (vi) | what to do (vi) | message (en) | what to do (en) |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(line(row) for row in TABLE.values())


def line(row: ErrorRow) -> str:
    cells = (f"`{row.code}`", str(STATUS.get(row.code, "")), row.vi, row.action_vi, row.en, row.action_en)
    return "".join(f"| {cell.replace('|', '&#124;')} " for cell in cells) + "|\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
