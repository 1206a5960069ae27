"""A small world for tests: a province, a commune, two cells, and people who work there."""

from __future__ import annotations

from typing import Any

from sync.domain.documents import workspace
from sync.ports import DocumentStore, PasswordHasher, Write
from sync.usecases.directory import ACCOUNTS, UNITS, Directory

PASSWORD = "mot-mat-khau-dai"
NA_DON, PA_PE, BINH_LU, LAI_CHAU = "chi-bo-ban-na-don", "chi-bo-ban-pa-pe", "binh-lu", "lai-chau"


def a_unit(id: str, name: str, type: str, parent: str | None, **more: Any) -> dict[str, Any]:
    return {
        "_id": f"unit:{id}", "kind": "unit", "unit": id, "type": type,
        "names": [{"name": name, "from": "2020-01-01", "to": None}],
        "parents": [{"unit": parent, "from": "2020-01-01", "to": None}] if parent else [],
        "valid_from": "2020-01-01", "valid_to": None, "predecessors": [],
        "contact": {"name": "Lò Văn Panh", "phone": "0900 000 001"}, **more,
    }  # fmt: skip


UNIT_DOCUMENTS = (
    a_unit(LAI_CHAU, "Tỉnh ủy Lai Châu", "province", None),
    a_unit(BINH_LU, "Đảng ủy xã Bình Lư", "commune", LAI_CHAU),
    a_unit(NA_DON, "Chi bộ bản Nà Đon", "cell", BINH_LU, cell_type="village"),
    a_unit(PA_PE, "Chi bộ bản Pa Pe", "cell", BINH_LU, cell_type="village"),
)
PEOPLE = {
    "na-don-bi-thu": ("Lò Văn Panh", "secretary", NA_DON),
    "na-don-thu-ky": ("Lò Thị Ính", "note_taker", NA_DON),
    "pa-pe-bi-thu": ("Vàng A Sáng", "secretary", PA_PE),
    "binh-lu-dang-uy": ("Nguyễn Thị Hòa", "commune_officer", BINH_LU),
    "quan-tri": ("Trần Văn Quản", "administrator", LAI_CHAU),
}


async def make_world(store: DocumentStore, hasher: PasswordHasher | None = None) -> Directory:
    """Fill an empty store; every password is `PASSWORD`. Without a hasher nobody can log in."""
    directory = Directory(store)
    await directory.prepare()
    await store.write(UNITS, [Write(dict(document), mode="edit") for document in UNIT_DOCUMENTS])
    hashed = await hasher.hash(PASSWORD) if hasher else ""
    accounts = [
        {"_id": f"account:{username}", "kind": "account", "username": username, "name": name, "password_hash": hashed,
         "roles": [{"role": role, "unit": unit, "from": "2020-01-01", "to": None}], "lang": "vi", "phone": ""}
        for username, (name, role, unit) in PEOPLE.items()
    ]  # fmt: skip
    await store.write(ACCOUNTS, [Write(account, mode="edit") for account in accounts])
    for document in UNIT_DOCUMENTS:
        await store.create_database(workspace(document["unit"]))
    return directory
