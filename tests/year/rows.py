"""Which rows of the directive have been walked through, and which there are by the table of docs/directive.md.

A step says its row with `@row("R06")`; the row counts only when the step has come to its end, its own assertions held.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from tests.year.commune import Commune

TABLE = Path(__file__).resolve().parents[2] / "docs/directive.md"
P = ParamSpec("P")
T = TypeVar("T")
Step = Callable[Concatenate["Commune", P], Coroutine[Any, Any, T]]


def row(name: str) -> Callable[[Step[P, T]], Step[P, T]]:
    """Says which row a step walks through."""

    def register(step: Step[P, T]) -> Step[P, T]:
        @wraps(step)
        async def walked(commune: Commune, *args: P.args, **named: P.kwargs) -> T:
            told = await step(commune, *args, **named)
            commune.exercised.setdefault(name, []).append(f"{commune.clock.now():%m-%d} {step.__name__}")
            return told

        return cast(Step[P, T], walked)

    return register


def rows_of_the_table() -> list[str]:
    """R01 to R28 as the table has them."""
    return re.findall(r"^\| (R[0-9]+) \|", TABLE.read_text("utf-8"), re.MULTILINE)
