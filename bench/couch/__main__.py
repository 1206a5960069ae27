"""`python -m bench.couch`: the comparison alone, printed and not kept."""

from __future__ import annotations

import asyncio

from bench.couch import table
from bench.couch.run import measure

results = asyncio.run(measure())
print("\n\n".join((table.costs(results), table.ratios(results), table.about(results))))
