"""Where our door means to answer otherwise than CouchDB 3.5.0, and why."""

from __future__ import annotations

from collections.abc import Mapping

DIFFERENCES: Mapping[tuple[str, str, str], str] = {}
"""(chapter, name of the step, place in the answer; each may be a pattern) → the reason."""
