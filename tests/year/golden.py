"""The end state of the year as it must be: tests/fixtures/year/end.json. After a change that is meant to change it:
python -m tests.year.golden
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from tests.year.commune import commune
from tests.year.months import walk
from tests.year.state import end_state

GOLDEN = Path(__file__).resolve().parents[1] / "fixtures/year/end.json"


def read() -> Any:
    return json.loads(GOLDEN.read_text("utf-8"))


def first_difference(golden: Any, found: Any, path: str = "") -> str:
    """The place of the first thing that is not as it must be, and both values; "" when all is."""
    if isinstance(golden, dict) and isinstance(found, dict):
        for name in sorted(golden.keys() | found.keys()):
            told = f"{path} > {name}" if path else name
            if name not in found:
                return f"{told}: is gone; it was {_short(golden[name])}"
            if name not in golden:
                return f"{told}: is new: {_short(found[name])}"
            if difference := first_difference(golden[name], found[name], told):
                return difference
        return ""
    if isinstance(golden, list) and isinstance(found, list):
        gone = [one for one in golden if one not in found]
        new = [one for one in found if one not in golden]
        if gone or new:
            return f"{path}: gone {_short(gone[:3])}, new {_short(new[:3])}"
    return "" if golden == found else f"{path}: was {_short(golden)}, is {_short(found)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}…"


async def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with commune(Path(folder)) as c:
            await walk(c)
            found = await end_state(c)
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text(_laid_out(found) + "\n", "utf-8")


def _laid_out(value: Any, depth: int = 0) -> str:
    """JSON with what holds no object of its own on one line, so that a change of one paper is a change of one line."""
    if not isinstance(value, dict) or not any(isinstance(one, dict) for one in value.values()):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    margin = " " * (depth + 1)
    inner = (f"{margin}{json.dumps(name, ensure_ascii=False)}: {_laid_out(value[name], depth + 1)}" for name in sorted(value))
    return "{\n" + ",\n".join(inner) + f"\n{' ' * depth}}}"


if __name__ == "__main__":
    asyncio.run(_write())
