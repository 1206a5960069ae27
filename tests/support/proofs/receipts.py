"""Receipt documents as the server makes them, with a key of the tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sync.usecases.receipts.make_receipt import make_receipt
from tests.support.signer import CountingSigner

DIGEST = "0" * 64


def a_receipt(unit: str, *papers: tuple[str, str], received_at: str, drift_ms: int | None = None) -> dict[str, Any]:
    """The receipt of these (paper, revision), received at that time (ISO 8601 with offset)."""
    rows = [(paper, rev, DIGEST) for paper, rev in papers]
    return make_receipt(CountingSigner(), unit, rows, datetime.fromisoformat(received_at), drift_ms)[0].document
