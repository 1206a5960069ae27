"""What the templates of the dashboards need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from server.pages.board.bars import BarRow, Due
from server.pages.board.head import Head
from server.pages.board.matrix import Call, Calls, Matrix
from server.pages.board.numbers import Measure, Tile
from server.pages.board.office import Changes, Phones
from server.pages.board.quality import Meetings, Ratings, Row, Trend
from server.pages.frame import Frame, Link


@dataclass(frozen=True, slots=True)
class BoardPage(Frame):
    """What `board.html` needs."""

    title: Annotated[str, "name of the unit on the day shown, or of the group"]
    head: Annotated[Head, "period, coverage, and the form that asks for others"]
    links: Annotated[tuple[Link, ...], "other pages of this unit"]
    action: Annotated[str, "address of the dashboard without its question"]
    news: Annotated[str, "address that tells when something has been folded"]
    cells: Annotated[int, "how many cells are shown"]
    coming: Annotated[tuple[Due, ...], "what comes next, the nearest first"]
    tiles: Annotated[tuple[Tile, ...], "the numbers of the period"]
    calls: Annotated[Calls, "whom to call, the longest streak first"]
    matrix: Annotated[Matrix, "cells by months, the worst first"]
    parts: Annotated[tuple[BarRow, ...], "three-way bars of the units below, or of the types of cell"]
    parts_all: Annotated[Link | None, "all units below, where only the worst are shown"]
    by_type: Annotated[bool, "whether these are types of cell"]
    duties: Annotated[tuple[BarRow, ...], "three-way bars by duty"]
    trend: Annotated[Trend, "twelve months"]
    ratings: Annotated[Ratings, "bands, weakest criteria, gap"]
    meetings: Annotated[Meetings, "attendance, thematic meetings, observers"]
    ages: Annotated[tuple[Row, ...], "the review queue by age"]
    reviews: Annotated[str, "address of what waits for a review, empty for who reviews nothing here"]
    phones: Annotated[Phones, "how the phones are"]
    changes: Annotated[Changes, "exemptions, and changes of units"]
    measures: Annotated[tuple[Measure, ...], "every measure with what it is made of"]
    unheard: Annotated[tuple[Call, ...], "cells that gave no sign of life in the last month of the period"]
    unheard_all: Annotated[Link | None, "all of them, where only the first are shown"]
    lights: Annotated[str, "address to change the thresholds, empty for who may not"]


@dataclass(frozen=True, slots=True)
class RowLine:
    """`href` empty where the paper may not be opened, or there is none."""

    unit: str
    what: str
    href: str
    day: str
    received: str
    status: str
    kind: str
    icon: str


@dataclass(frozen=True, slots=True)
class RowsPage(Frame):
    """What `board_rows.html` needs."""

    title: Annotated[str, "name of the unit or group"]
    heading: Annotated[str, "what these rows are"]
    period: Annotated[str, "of which months"]
    as_of: Annotated[str, "sentence: how new the data are"]
    back: Annotated[str, "address of the dashboard"]
    owed: Annotated[bool, "whether these are obligations"]
    lines: Annotated[tuple[RowLine, ...], "the rows of this page"]
    phones: Annotated[Phones, "the phones of this page, where these are asked for"]
    pages: Annotated[str, "sentence: which page of how many, and how many rows"]
    earlier: Annotated[str, "address of the page before, empty on the first"]
    later: Annotated[str, "address of the next page, empty on the last"]


@dataclass(frozen=True, slots=True)
class GroupsPage(Frame):
    """What `groups.html` needs."""

    title: Annotated[str, "name of the unit"]
    groups: Annotated[tuple[Link, ...], "groups that belong to this unit"]
    members: Annotated[tuple[Link, ...], "units that may be taken into a group; the address is the id"]
    chosen: Annotated[frozenset[str], "ids that were chosen"]
    name: Annotated[str, "name as typed"]
    wrong: Annotated[str, "why nothing was saved, empty when all is well"]
    dropped: Annotated[bool, "whether a group has just been removed"]


@dataclass(frozen=True, slots=True)
class LightsPage(Frame):
    """What `lights.html` needs."""

    title: Annotated[str, "name of the unit"]
    green: Annotated[str, "from how many per cent on"]
    amber: Annotated[str, "from how many per cent on"]
    wrong: Annotated[str, "why nothing was kept, empty when all is well"]
    back: Annotated[str, "address of the dashboard"]
