"""The members of a cell as a list: name, status, office, and nothing more, for nothing more is kept of them."""

from __future__ import annotations

from collections.abc import Iterable

from server.exports.lists.table import Column, ListTable, table_of
from sync.forms.catalogue import Catalogue
from sync.ports import Json

COLUMNS = (Column("TT", "No.", "number", 6), Column("Họ và tên", "Name", width=30), Column("Diện", "Status", width=24), Column("Chức vụ", "Office", width=18))


def members_table(members: Iterable[Json], catalogue: Catalogue, lang: str) -> ListTable:
    """`members`: answers of their papers."""
    fields = catalogue.latest("member").fields()
    words = {name: {one.value: one.label.in_(lang) for one in fields[name].choices} for name in ("status", "role")}
    told = sorted(members, key=lambda one: [*str(one.get("name", "")).split()[-1:], str(one.get("name", ""))])
    rows = [
        (place, str(one.get("name", "")), words["status"].get(str(one.get("status")), ""), words["role"].get(str(one.get("role")), ""))
        for place, one in enumerate(told, 1)
    ]
    return table_of("Members" if lang == "en" else "Đảng viên", COLUMNS, rows)
