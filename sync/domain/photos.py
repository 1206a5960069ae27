"""What a photo of the paper book may be: a JPEG, small, named by the SHA-256 of its bytes.

The same bounds hold in the forms, at the door and on the phone. Never looks inside a picture beyond its first bytes.
"""

from __future__ import annotations

import re

MEDIA_TYPE = "image/jpeg"
MAX_BYTES = 200_000
"""The phone aims at 150 000; the rest is room for phones that cannot shrink so far."""

DIGEST = re.compile(r"[0-9a-f]{64}")
_START = b"\xff\xd8\xff"
"""Start of image, and the first byte of the marker that follows it (ITU-T T.81 §B.1.1)."""


def is_jpeg(data: bytes) -> bool:
    """Whether `data` begins as a JPEG does."""
    return data.startswith(_START)
