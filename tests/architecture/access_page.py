"""docs/access.md, made from the table of access. After a change of the table: python -m tests.architecture.access_page"""

from __future__ import annotations

from pathlib import Path

from sync.domain.access import RULES
from sync.domain.kinds import KINDS, PAPER_KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs/access.md"
HEAD = """# Who may do what

Every door, every page and the phone's scope ask the same table, `sync/domain/access.py`; what no row allows is forbidden. The phone offers
what `pwa/access/table.js` says, which `python -m tests.architecture.access_table` makes from it. A role is held
in a unit from one day to another. *Here* is that unit alone, *below* that unit and everything under it; of a dissolved unit, what came of
it. Drafts are seen only by who works with that kind in their own unit.

This page is made from the table: `python -m tests.architecture.access_page` makes it anew.

| role | may | where | kinds |
|---|---|---|---|
"""
HOMES = """
## Where a kind lives

| kind | in units of type | once sent |
|---|---|---|
"""
AFTER = {
    "sent_again": "may be sent again; the older version is kept",
    "signed": "changes only by amendment",
    "approved": "may be sent again until it is approved, then only an amendment",
}


def page() -> str:
    """The whole page."""
    rules = (f"| `{rule.role}` | {rule.action} | {rule.reach} | {_kinds(rule.kinds)} |\n" for rule in RULES if rule.kinds)
    kinds = (f"| `{one.name}` | {', '.join(sorted(one.homes))} | {AFTER[one.after_sending]} |\n" for one in KINDS.values())
    return HEAD + "".join(rules) + HOMES + "".join(kinds)


def _kinds(kinds: frozenset[str]) -> str:
    if kinds >= frozenset(PAPER_KINDS):
        return "all"
    return ", ".join(f"`{kind}`" for kind in PAPER_KINDS if kind in kinds)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
