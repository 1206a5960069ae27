"""Where on its paper the thing stands that a figure was counted from: the last step from a dashboard. Places as in `templates/_sheet.html`
and `templates/paper.html`; one that a paper has not leads to its beginning."""

from __future__ import annotations

from server.exports.sheets.parts import field_anchor

RATING, RECEIVED, STANDING, REVIEW = "rating", "received", "standing", "review"
_OF_PAPERS = {
    "ratings": RATING, "gap": RATING, "attendance": field_anchor("present"), "visits": field_anchor("attended"), "waiting": REVIEW,
    "returned": STANDING, "decided": STANDING,
}  # fmt: skip

_OF_FIGURES = {
    "attendance_rate": field_anchor("present"), "findings_open": field_anchor("findings"), "plans_approved": STANDING,
    **dict.fromkeys(("bands", "compared_official", "own_higher", "own_lower", "own_higher_rate"), RATING), "weakest": field_anchor("scores"),
    **dict.fromkeys(("visits_planned", "visits_made", "visits_rate", "visits_unplanned", "members", "missed", "teams"), field_anchor("attended")),
    "cell_books_checked": field_anchor("cell_book"), "cell_books_faulty": field_anchor("cell_book"), "weaknesses": field_anchor("issues"),
    "committee_books_checked": field_anchor("committee_book"), "committee_books_faulty": field_anchor("committee_book"),
    "cells_to_help": field_anchor("help_note"), "contributions_made": field_anchor("contribution"), "contributions": field_anchor("contribution"),
    "petitions": field_anchor("petitions"),
}  # fmt: skip


def place_of_owed(decision: str) -> str:
    """Of the paper of an obligation: what was decided about it, else when it came."""
    return STANDING if decision else RECEIVED


def place_of_paper(of: str, about: tuple[str, ...]) -> str:
    """Of a paper among the rows `of`, with what its row tells."""
    what, _, which = of.partition(":")
    if what == "lost":
        return field_anchor("scores", which.rpartition(":")[2])
    if what in PLANNED and len(about) > 2:
        return field_anchor("rows", about[2])
    return _OF_PAPERS.get(what, "")


PLANNED = ("planned", "missed", "ahead")
"""Rows of assignments."""


def place_of_figure(figure: str) -> str:
    """Of a paper among the rows of a report's figure."""
    return _OF_FIGURES.get(figure, RECEIVED)


def at(href: str, place: str) -> str:
    """The address of a place; "" stays ""."""
    return f"{href}#{place}" if href and place else href
