"""Make the signed receipt document of a sent paper."""

from __future__ import annotations

import base64
from datetime import datetime

from sync.domain.canonical import canonical
from sync.domain.receipts import number_of, receipt_id, statement
from sync.ports import Json, Signer


def make_receipt(signer: Signer, unit: str, paper: Json, at: datetime, drift_ms: int | None = None) -> Json:
    """A `receipt` document for this very revision, received at `at`; lives beside the paper and travels to the phone.

    `drift_ms`: server time minus the phone's when it was brought. It stands beside what is signed, as it is told by the phone.
    """
    stated = statement(unit, paper, at.isoformat(timespec="milliseconds"))
    text = canonical(stated)
    signature = base64.urlsafe_b64encode(signer.sign(text)).rstrip(b"=").decode()
    drift = {} if drift_ms is None else {"drift_ms": drift_ms}
    return {
        "_id": receipt_id(paper["_id"], paper["_rev"]),
        "kind": "receipt",
        **stated,
        "number": number_of(text),
        "key": signer.key_id,
        "signature": signature,
        **drift,
    }
