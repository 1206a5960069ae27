"""Make the signed receipt document of the papers that were made durable together."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sync.domain.canonical import canonical_of_plain
from sync.domain.proofs.receipts import RECEIPT, Receipts, head, leaf, levels_over, number_of, statement
from sync.ports import Json, Signer


def make_receipt(
    signer: Signer,
    unit: str,
    papers: Sequence[tuple[str, str, str]],
    at: datetime,
    drift_ms: int | None = None,
    on_time: Mapping[tuple[str, str], bool] | None = None,
) -> tuple[Receipts, list[list[bytes]]]:
    """A receipt for these (id, revision, digest) of one unit, at least one, received at `at`; and the tree over them. It lives
    beside the papers and travels to the phones. `on_time`: by (id, revision), of those that were owed.

    `drift_ms`: server time minus the phone's when they were brought. It stands beside what is signed, as it is told by the phone.
    """
    received_at, owed = at.isoformat(timespec="milliseconds"), on_time or {}
    texts = [canonical_of_plain(statement(unit, paper, rev, digest, received_at, owed.get((paper, rev)))) for paper, rev, digest in papers]
    levels = levels_over([leaf(text) for text in texts])
    root = levels[-1][0].hex()
    signature = signer.sign(head(unit, received_at, len(papers), root))
    rows: list[Json] = [
        {"paper": paper, "rev": rev, "digest": digest, "number": number_of(text)}
        | ({"on_time": owed[paper, rev]} if (paper, rev) in owed else {})
        for (paper, rev, digest), text in zip(papers, texts, strict=True)
    ]
    document: Json = {
        "_id": f"{RECEIPT}{at.astimezone(UTC):%Y%m%dT%H%M%S}{at.microsecond // 1000:03d}Z:{root[:16]}",
        "kind": "receipt",
        "unit": unit,
        "received_at": received_at,
        "key": signer.key_id,
        "signature": base64.urlsafe_b64encode(signature).rstrip(b"=").decode(),
        "papers": rows,
    }
    if drift_ms is not None:
        document["drift_ms"] = drift_ms
    return Receipts(document), levels
