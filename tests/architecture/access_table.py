"""pwa/access/table.js, made from the table of access. After a change of the table: python -m tests.architecture.access_table"""

from __future__ import annotations

from pathlib import Path

from sync.domain.access import RULES
from sync.domain.kinds import KINDS, PAPER_KINDS

MODULE = Path(__file__).resolve().parents[2] / "pwa/access/table.js"
HEAD = """/**
 * Who may write what, where a kind lives, and what becomes of it once sent: made from sync/domain/access.py and kinds.py by
 * `python -m tests.architecture.access_table`. Never written by hand.
 */

"""


def module() -> str:
    """The whole module. Of each role what it writes in its own unit; roles that write nothing there are left out."""
    writes: dict[str, set[str]] = {}
    for rule in RULES:
        if rule.action == "write" and rule.reach == "here" and rule.kinds:
            writes.setdefault(rule.role, set()).update(rule.kinds)
    roles = {role: [kind for kind in PAPER_KINDS if kind in kinds] for role, kinds in writes.items()}
    homes = {kind.name: sorted(kind.homes) for kind in KINDS.values()}
    after = {kind.name: kind.after_sending for kind in KINDS.values() if kind.after_sending != "sent_again"}
    return (
        f"{HEAD}/** What each role writes in its own unit. @type {{Record<string, string[]>}} */\nexport const WRITES = {_lines(roles)};\n\n"
        f"/** Types of unit a kind lives in. @type {{Record<string, string[]>}} */\nexport const HOMES = {_lines(homes)};\n\n"
        "/** What is not simply sent again: signed, it changes only by amendment; approved, only once it was. "
        f"@type {{Record<string, 'signed' | 'approved'>}} */\nexport const AFTER = {_one(after)};\n"
    )


def _lines(table: dict[str, list[str]]) -> str:
    return "{\n" + "".join(f"  {name}: [{', '.join(map(repr, values))}],\n" for name, values in table.items()) + "}"


def _one(table: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{name}: {value!r}" for name, value in table.items()) + " }"


if __name__ == "__main__":
    MODULE.write_text(module(), encoding="utf-8")
