"""Node scripts that act as strangers (`tests/pwa/stranger`), and what they wish of the world while they run.

A script prints one wish a line and reads a line when it is done; at last it prints a report, a JSON object. It never outlives
its test.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from tests.support.couch.plain_couch import ADMIN
from tests.support.node import node

SCRIPTS = Path(__file__).parents[2] / "pwa" / "stranger"
Json = dict[str, Any]


def with_login(address: str) -> str:
    """The address with the administrator's log-in in it."""
    return address.replace("://", f"://{ADMIN[0]}:{ADMIN[1]}@")


def a_seed() -> int:
    """A new one; printed, so that a failure can be had again."""
    seed = random.randrange(2**31)
    print(f"seed {seed}")
    return seed


async def report_of(script: str, *arguments: str, wishes: Mapping[str, Callable[[], Awaitable[None]]]) -> Json:
    """Run a script to its report. Raises AssertionError when it ends without one."""
    process = await asyncio.create_subprocess_exec(
        node(), str(SCRIPTS / script), *arguments, stdin=-1, stdout=-1, limit=64 * 1024 * 1024
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        while line := (await process.stdout.readline()).decode().strip():
            if line.startswith("{"):
                report: Json = json.loads(line)
                return report
            await wishes[line]()
            process.stdin.write(b"done\n")
            await process.stdin.drain()
        raise AssertionError(f"{script} ended without a report")
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def without_files(leaf: Json) -> Json:
    return {name: value for name, value in leaf.items() if name != "files"}


def expect_something_of_everything(documents: list[Json]) -> None:
    """Raises AssertionError unless there are deletions, conflicts, attachments and long histories."""
    leaves = [leaf for document in documents for leaf in document["leaves"]]
    assert any(document["deleted"] for document in documents)
    assert any(sum(not leaf["deleted"] for leaf in document["leaves"]) > 1 for document in documents), "no conflict"
    assert any(leaf["files"] for leaf in leaves) and any(leaf["deleted"] for leaf in leaves)
    assert max(len(leaf["revisions"]) for leaf in leaves) > 15, "no long history"
