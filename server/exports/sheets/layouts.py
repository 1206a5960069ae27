"""Which layout rules a paper follows, by its day: a paper keeps those it was made under.

Hướng dẫn 05-HD/VPTW (27/05/2026) replaced Hướng dẫn 36-HD/VPTW (03/04/2018); both are the Central Party Office's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Layout:
    """`folder`: of its shipped templates, under `templates/papers/`."""

    folder: str
    source: str
    first: date
    chair: str
    """What stands over the name of who chaired a meeting."""
    kept_by_cell: str
    """The last recipient of a cell's paper: its own file."""


HD_36 = Layout("hd-36", "Hướng dẫn 36-HD/VPTW, 03/04/2018", date.min, "Chủ trì", "Lưu.")
HD_05 = Layout("hd-05", "Hướng dẫn 05-HD/VPTW, 27/05/2026", date(2026, 5, 27), "Chủ trì hội nghị", "Lưu Chi bộ.")
LAYOUTS = (HD_05, HD_36)
"""Newest first."""


def layout_on(day: date) -> Layout:
    """The layout of a paper of that day."""
    return next(one for one in LAYOUTS if one.first <= day)


def layout_named(folder: str) -> Layout | None:
    return next((one for one in LAYOUTS if one.folder == folder), None)
