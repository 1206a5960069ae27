"""Tables taken in: read cell by cell, checked against what is there, all or nothing; and the same out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from sync.domain.accounts import Grant, Person
from sync.domain.documents import workspace
from sync.domain.errors import Refusal
from sync.forms.catalogue import Catalogue
from sync.ports import Write, Written
from sync.stores.memory import MemoryStore
from sync.usecases.administration.export_tables import ExportTables
from sync.usecases.administration.import_plan import Plan
from sync.usecases.administration.import_tables import ImportTables
from sync.usecases.administration.tables import MOST_ROWS, Sheet, Trouble, read_day, tables_of
from sync.usecases.history.keep import KeepPapers
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.signer import CountingSigner
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, make_world

CATALOGUE = Catalogue.load()
UNITS = (
    "Mã đơn vị",
    "Tên đơn vị",
    "Cấp",
    "Loại chi bộ",
    "Mã đơn vị cấp trên",
    "Từ ngày",
    "Đến ngày",
    "Người liên hệ",
    "Điện thoại",
)
PEOPLE = ("Tên đăng nhập", "Họ và tên", "Điện thoại", "Vai trò", "Mã đơn vị", "Từ ngày", "Đến ngày")
MEMBERS = ("Mã đảng viên", "Mã đơn vị", "Họ và tên", "Diện", "Chức vụ")
MOI = ("chi-bo-moi", "Chi bộ bản Mới", "Chi bộ", "Bản, tổ dân phố", BINH_LU, "01/07/2026", "", "Lò Thị Mai", "900000123")
MAI = ("", "Lò Thị Mai", "", "Bí thư chi bộ", "chi-bo-moi", "1/7/2026", "")
PANH = ("", "chi-bo-moi", "Vàng Văn Panh", "chính thức", "đảng viên")


class Desk:
    """A store with the small world, and somebody at the desk."""

    def __init__(self, store: MemoryStore | None = None, unit: str = LAI_CHAU, role: str = "administrator") -> None:
        self.store = store or MemoryStore()
        self.person = Person("quan-tri", "Trần Văn Quản", (Grant(role, unit, date(2020, 1, 1)),))
        self.clock = FixedClock("2026-11-23T10:00:00+07:00")

    async def ready(self) -> Desk:
        self.directory = await make_world(self.store)
        keep = KeepPapers(self.store, CountingSigner(), self.clock)
        self.imports = ImportTables(self.store, self.directory, CATALOGUE, self.clock, CountingIds(), keep)
        return self

    async def check(self, *sheets: Sequence[Sequence[str]], troubles: Sequence[Trouble] = ()) -> Plan:
        return await self.imports.check(self.person, [sheet(*rows, name=f"s{at}") for at, rows in enumerate(sheets, 1)], troubles)

    async def everything(self) -> dict[str, Any]:
        return {db: await self.store.range(db) for db in await self.store.databases()}


def sheet(*rows: Sequence[str], name: str = "s1") -> Sheet:
    return Sheet(name, tuple((number, tuple(row)) for number, row in enumerate(rows, 1)))


def told(plan: Plan) -> list[tuple[str, int, str, str]]:
    return [(one.sheet, one.row, one.column, one.code) for one in plan.troubles]


def but(row: Sequence[str], **changed: str) -> tuple[str, ...]:
    """The row with cells replaced: `c0="x"`."""
    return tuple(changed.get(f"c{at}", text) for at, text in enumerate(row))


@pytest.mark.parametrize(
    ("text", "day"),
    [("01/07/2026", date(2026, 7, 1)), ("1.7.2026", date(2026, 7, 1)), ("2026-07-01", date(2026, 7, 1)), ("31/02/2026", None), ("7/2026", None),
     ("01/07/26", None), ("٠١/٠٧/٢٠٢٦", None), ("01/07/1066", None), ("45474", None), ("", None)],
)  # fmt: skip
def test_a_day_is_written_the_vietnamese_way_or_as_iso(text: str, day: date | None) -> None:
    assert read_day(text) == day


async def test_a_file_makes_units_people_and_members_at_once() -> None:
    desk = await Desk().ready()
    before = await desk.everything()
    plan = await desk.check((UNITS, MOI), (PEOPLE, MAI), (MEMBERS, PANH))
    assert told(plan) == [] and plan.made == {"units": 1, "people": 1, "members": 1}
    assert await desk.everything() == before
    applied = await desk.imports.apply(desk.person)
    assert applied is not None and applied.troubles == []
    unit = (await desk.directory.units()).units["chi-bo-moi"]
    assert (unit.parent(date(2026, 7, 1)), unit.contact_phone) == (BINH_LU, "0900000123")
    account = await desk.store.read("accounts", "account:lo-thi-mai")
    assert account is not None and account["password_hash"] == "" and account["roles"][0]["from"] == "2026-07-01"
    members = await desk.store.range(workspace("chi-bo-moi"), "member:", "member;")
    assert [one["answers"] for one in members] == [{"name": "Vàng Văn Panh", "status": "official", "role": "member"}]


async def test_the_same_file_again_changes_nothing() -> None:
    desk = await Desk().ready()
    sheets = ((UNITS, MOI), (PEOPLE, but(MAI, c0="lo-thi-mai")))
    await desk.check(*sheets)
    await desk.imports.apply(desk.person)
    plan = await desk.check(*sheets)
    assert told(plan) == [] and plan.documents == [] and plan.same == {"units": 1, "people": 1}


async def test_what_is_given_out_can_be_taken_in_as_it_is() -> None:
    desk = await Desk().ready()
    await desk.check((UNITS, MOI), (PEOPLE, MAI), (MEMBERS, PANH))
    await desk.imports.apply(desk.person)
    tables = await ExportTables(desk.store, desk.directory, CATALOGUE, desk.clock)(desk.person)
    sheets = [
        [[column.en for column in table.columns], *([row[column.name] for column in table.columns] for row in rows)]
        for table, rows in tables
    ]
    plan = await desk.check(*sheets)
    assert told(plan) == [] and plan.documents == []
    assert plan.same == {"units": 5, "people": 6, "members": 1}


UNIT_TROUBLES: dict[str, tuple[tuple[str, ...], tuple[str, str]]] = {
    "no name": (but(MOI, c1=" "), ("Tên đơn vị", "required")),
    "a day in words": (but(MOI, c5="hôm qua"), ("Từ ngày", "bad_day")),
    "no such day": (but(MOI, c5="31/02/2026"), ("Từ ngày", "bad_day")),
    "ends before it begins": (but(MOI, c6="30/06/2026"), ("Mã đơn vị cấp trên", "ends_before_it_begins")),
    "no such type": (but(MOI, c2="Thôn"), ("Cấp", "not_a_choice")),
    "an id with marks": (but(MOI, c0="Chi bộ"), ("Mã đơn vị", "id_malformed")),
    "nobody above": (but(MOI, c4="khong-co"), ("Mã đơn vị cấp trên", "unit_unknown")),
    "under itself": (but(MOI, c4="chi-bo-moi"), ("Mã đơn vị cấp trên", "under_itself")),
    "under a cell": (but(MOI, c4=NA_DON), ("Mã đơn vị cấp trên", "type_not_under_type")),
    "a cell without its type": (but(MOI, c3=""), ("Loại chi bộ", "cell_type_missing")),
    "a unit that is there, otherwise": (but(MOI, c0=NA_DON), ("Tên đơn vị", "unit_differs")),
    "a sign nobody sees": (but(MOI, c1="Chi bộ\u200b Mới"), ("Tên đơn vị", "text_malformed")),
    "a novel": (but(MOI, c1="x" * 1001), ("Tên đơn vị", "cell_too_long")),
}


@pytest.mark.parametrize("what", UNIT_TROUBLES)
async def test_a_wrong_unit_is_told_with_its_place_and_nothing_is_kept(what: str) -> None:
    desk = await Desk().ready()
    row, (column, code) = UNIT_TROUBLES[what]
    plan = await desk.check((UNITS, row))
    assert ("s1", 2, column, code) in told(plan) and plan.documents == []
    assert await desk.imports.apply(desk.person) is None


PEOPLE_TROUBLES: dict[str, tuple[list[tuple[str, ...]], tuple[int, str, str]]] = {
    "two people of one user name": (
        [but(MAI, c0="mai", c4=NA_DON), but(MAI, c0="mai", c1="Tao Thị Mai", c4=NA_DON)], (3, "Tên đăng nhập", "username_twice")),
    "the user name of somebody else": ([but(MAI, c0="na-don-bi-thu", c4=NA_DON)], (2, "Họ và tên", "username_taken")),
    "a user name with marks": ([but(MAI, c0="Lò Mai", c4=NA_DON)], (2, "Tên đăng nhập", "username_malformed")),
    "a unit nobody knows": ([but(MAI, c4="khong-co")], (2, "Mã đơn vị", "unit_unknown")),
    "a role of another type of unit": ([but(MAI, c4=BINH_LU)], (2, "Vai trò", "role_not_in_type")),
    "one role twice": (
        [but(MAI, c0="mai", c4=NA_DON), but(MAI, c0="mai", c4=NA_DON, c5="2/7/2026")], (3, "Từ ngày", "role_overlaps")),
    "a role that ends before it begins": ([but(MAI, c4=NA_DON, c6="30/06/2026")], (2, "Đến ngày", "ends_before_it_begins")),
}  # fmt: skip


@pytest.mark.parametrize("what", PEOPLE_TROUBLES)
async def test_a_wrong_person_is_told_with_his_place(what: str) -> None:
    rows, (number, column, code) = PEOPLE_TROUBLES[what]
    plan = await (await Desk().ready()).check((PEOPLE, *rows))
    assert told(plan) == [("s1", number, column, code)]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [(but(PANH, c1=BINH_LU), "Mã đơn vị", "members_in_no_cell"), (but(PANH, c0="member:khong", c1=NA_DON), "Mã đảng viên", "member_unknown"),
     (but(PANH, c1=NA_DON, c3="khác"), "Diện", "not_a_choice")],
)  # fmt: skip
async def test_a_wrong_member_is_told_with_his_place(row: tuple[str, ...], column: str, code: str) -> None:
    plan = await (await Desk().ready()).check((MEMBERS, row))
    assert told(plan) == [("s1", 2, column, code)]


async def test_one_name_twice_in_a_cell_is_asked_about() -> None:
    row = but(PANH, c1=NA_DON)
    plan = await (await Desk().ready()).check((MEMBERS, row, row))
    assert told(plan) == [("s1", 3, "Họ và tên", "member_there")]


async def test_every_problem_of_every_sheet_is_told_at_once() -> None:
    plan = await (await Desk().ready()).check(
        (UNITS, but(MOI, c1=""), but(MOI, c0="x1", c5="?")), (PEOPLE, but(MAI, c3="vua")), (("Màu", "Hoa", "Lá"), ("đỏ", "", ""))
    )
    assert {(one[0], one[3]) for one in told(plan)} >= {
        ("s1", "required"),
        ("s1", "bad_day"),
        ("s2", "not_a_choice"),
        ("s3", "columns_unknown"),
    }


async def test_a_row_about_a_unit_that_is_wrong_is_not_told_to_be_wrong_again() -> None:
    plan = await (await Desk().ready()).check((UNITS, but(MOI, c3="")), (PEOPLE, MAI))
    assert [one[0] for one in told(plan)] == ["s1"]


async def test_a_column_that_is_missing_or_unknown_is_named() -> None:
    plan = await (await Desk().ready()).check(
        (("Mã đơn vị", "Họ và tên", "Mã đảng viên", "Quê quán"), (NA_DON, "Lò Văn A", "", ""))
    )
    assert {one[3] for one in told(plan)} == {"column_missing", "column_unknown"}


async def test_too_many_rows_are_refused_as_a_whole() -> None:
    plan = await (await Desk().ready()).check((MEMBERS, *[but(PANH, c1=NA_DON)] * (MOST_ROWS + 1)))
    assert told(plan) == [("", 0, "", "too_many_rows")]


async def test_ten_thousand_rows_are_taken_in() -> None:
    desk = await Desk().ready()
    rows = [("", NA_DON, f"Lò Văn {number}", "chính thức", "") for number in range(MOST_ROWS)]
    plan = await desk.check((MEMBERS, *rows))
    assert told(plan) == [] and plan.made == {"members": MOST_ROWS}


async def test_a_file_of_ten_thousand_wrong_rows_is_told_row_by_row() -> None:
    plan = await (await Desk().ready()).check(
        (UNITS, *[but(MOI, c0=f"x{number}", c4=f"x{number}") for number in range(MOST_ROWS)])
    )
    assert len(plan.troubles) >= MOST_ROWS and plan.documents == []


async def test_units_and_people_of_others_are_not_touched() -> None:
    desk = await Desk(unit=BINH_LU).ready()
    plan = await desk.check((UNITS, but(MOI, c4=LAI_CHAU)), (PEOPLE, but(MAI, c3="Ban tổ chức", c4=LAI_CHAU)))
    assert {(one[0], one[3]) for one in told(plan)} == {("s1", "not_yours"), ("s2", "not_yours")}
    top = await desk.check((UNITS, but(MOI, c0="tinh-khac", c2="Tỉnh", c3="", c4="")))
    assert [one[3] for one in told(top)] == ["not_yours"]


@pytest.mark.parametrize("role", ["commune_leader", "organisation_board", "standing_board", "commune_officer"])
async def test_only_administrators_take_in_or_give_out(role: str) -> None:
    desk = await Desk(role=role).ready()
    for attempt in (
        desk.check((UNITS, MOI)), desk.imports.apply(desk.person), ExportTables(desk.store, desk.directory, CATALOGUE, desk.clock)(desk.person),
    ):  # fmt: skip
        with pytest.raises(Refusal, match="forbidden"):
            await attempt


async def test_troubles_of_the_file_itself_stop_it_too() -> None:
    desk = await Desk().ready()
    plan = await desk.check((UNITS, MOI), troubles=[Trouble("s1", 2, "B", "formula")])
    assert told(plan) == [("s1", 2, "B", "formula")]
    assert await desk.imports.apply(desk.person) is None


async def test_troubles_are_told_in_the_order_of_the_file() -> None:
    rows = (UNITS, but(MOI, c0="x1", c4="khong-co"), but(MOI, c0="x2", c1=""), but(MOI, c0="x1"))
    merged = Trouble("s1", 0, "", "merged_cells", {"cells": "A9:B9"})
    plan = await (await Desk().ready()).check(
        rows, (PEOPLE, but(MAI, c3="vua")), troubles=[Trouble("s2", 9, "A", "formula"), merged]
    )
    places = [(sheet, row) for sheet, row, _, _ in told(plan)]
    assert places == sorted(places) and len(places) > 4
    assert told(plan)[0] == ("s1", 0, "", "merged_cells") and told(plan)[-1] == ("s2", 9, "A", "formula")


async def test_a_formula_is_not_called_an_empty_cell_as_well() -> None:
    desk = await Desk().ready()
    rows = (UNITS, but(MOI, c5=""), but(MOI, c0="x2", c1="", c5=""))
    plan = await desk.check(
        rows, troubles=[Trouble("s1", 2, "F", "formula"), Trouble("s1", 3, "F", "cell_error", {"text": "#N/A"})]
    )
    assert told(plan) == [("s1", 2, "F", "formula"), ("s1", 3, "F", "cell_error"), ("s1", 3, "Tên đơn vị", "required")]


async def test_a_file_is_checked_again_when_it_is_applied() -> None:
    desk = await Desk().ready()
    await desk.check((UNITS, MOI))
    document = {
        "_id": "unit:chi-bo-moi", "kind": "unit", "unit": "chi-bo-moi", "type": "cell", "cell_type": "school",
        "names": [{"name": "Trường", "from": "2026-01-01", "to": None}], "parents": [], "valid_from": "2026-01-01", "valid_to": None,
        "predecessors": [],
    }  # fmt: skip
    await desk.store.write("units", [Write(document, mode="edit")])
    plan = await desk.imports.apply(desk.person)
    assert plan is not None and {one[3] for one in told(plan)} == {"unit_differs"}


class FullAtAccounts(MemoryStore):
    """A store that takes no more accounts."""

    full = False

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        if self.full and db == "accounts":
            return [Written(one.body["_id"], "", "conflict") for one in writes]
        return await super().write(db, writes)


async def test_a_failure_half_way_leaves_nothing_half_done() -> None:
    store = FullAtAccounts()
    desk = await Desk(store).ready()
    await desk.check(
        (UNITS, MOI, (NA_DON, "Chi bộ bản Nà Đon", "Chi bộ", "Bản, tổ dân phố", BINH_LU, "01/01/2020", "", "Mới", "")),
        (PEOPLE, MAI),
    )
    store.full = True
    with pytest.raises(Refusal, match="conflict"):
        await desk.imports.apply(desk.person)
    assert set((await desk.directory.units()).units) == {LAI_CHAU, BINH_LU, NA_DON, "chi-bo-ban-pa-pe"}
    assert (await desk.directory.units()).units[NA_DON].contact_name == "Lò Văn Panh"
    store.full = False
    applied = await desk.imports.apply(desk.person)
    assert applied is not None and applied.made["people"] == 1


def test_every_table_is_known_by_its_columns_in_both_languages() -> None:
    for table in tables_of(CATALOGUE):
        assert len({column.vi for column in table.columns}) == len({column.en for column in table.columns}) == len(table.columns)
