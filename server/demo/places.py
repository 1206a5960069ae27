"""The units of Tam Đường: the 13 of 2023, the six communes of 2025 (Nghị quyết 1670/NQ-UBTVQH15), and plausible cells."""

from __future__ import annotations

from typing import Any

DISSOLVED, FOUNDED = "2025-06-30", "2025-07-01"
DISTRICT_SINCE = "2002-01-14"
PROVINCE, DISTRICT = "lai-chau", "tam-duong"

OLD_TO_NEW = {
    "tt-tam-duong": ("Đảng ủy thị trấn Tam Đường", "binh-lu"),
    "son-binh": ("Đảng ủy xã Sơn Bình", "binh-lu"),
    "binh-lu-cu": ("Đảng ủy xã Bình Lư (cũ)", "binh-lu"),
    "giang-ma": ("Đảng ủy xã Giang Ma", "ta-leng"),
    "ho-thau": ("Đảng ủy xã Hồ Thầu", "ta-leng"),
    "ta-leng-cu": ("Đảng ủy xã Tả Lèng (cũ)", "ta-leng"),
    "ban-hon": ("Đảng ủy xã Bản Hon", "khun-ha"),
    "khun-ha-cu": ("Đảng ủy xã Khun Há (cũ)", "khun-ha"),
    "na-tam": ("Đảng ủy xã Nà Tăm", "ban-bo"),
    "ban-bo-cu": ("Đảng ủy xã Bản Bo (cũ)", "ban-bo"),
    "then-sin": ("Đảng ủy xã Thèn Sin", "sin-suoi-ho"),
    "nung-nang": ("Đảng ủy xã Nùng Nàng", "tan-phong"),
    "ban-giang": ("Đảng ủy xã Bản Giang", "tan-phong"),
}
NEW_COMMUNES = {
    "binh-lu": "Đảng ủy xã Bình Lư",
    "ta-leng": "Đảng ủy xã Tả Lèng",
    "khun-ha": "Đảng ủy xã Khun Há",
    "ban-bo": "Đảng ủy xã Bản Bo",
    "sin-suoi-ho": "Đảng ủy xã Sin Suối Hồ",
    "tan-phong": "Đảng ủy phường Tân Phong",
}
VILLAGES = {
    "tt-tam-duong": "Bản Hon Bó,Thác Tình,Mường Cấu,Máy Đường,Cò Lá,Sân Bay,Bình Luông,Trung Tâm,Thác Cạn,Hưng Thịnh",
    "son-binh": "Chu Va 6,Chu Va 8,Chu Va 12,Huổi Ke,Nậm Dê,Tả Cu Tỷ,Bản 46,Hua Bó,Bản Ho Xi",
    "binh-lu-cu": "Nà Đon,Nà Phát,Nà Khan,Nà Hum,Pa Pe,Hưng Bình,Hoa Vân,Thống Nhất,Tân Bình,Toong Pẳn,Km 2,Vân Bình,Nà Cà",
    "giang-ma": "Sin Câu,Sử Thàng,Phìn Chải,Mào Phô,Ngài Thầu,Xin Chải,Giang Ma,Bãi Bằng,Hon Sui Thàng",
    "ho-thau": "Nhiều Sáng,Rừng Ổi,Khèo Thầu,Gia Khâu,Sì Thâu Chải,Chù Khèo,Tả Chải,Phô Hồ Thầu",
    "ta-leng-cu": "Lùng Than,Phìn Ngan,Pho Lao Chải,Tả Lèng,San Tra Mán,Lao Chải,Cổng Chào,Thèn Pả,Pan Khèo,Hố Mít",
    "ban-hon": "Bản Hon 1,Bản Hon 2,Nà Khum,Bãi Trâu,Đông Pao 1,Đông Pao 2,Bản Thẳm,Hoa Dì Hồ",
    "khun-ha-cu": "Ngài Thầu Thấp,Ngài Thầu Cao,Sin Chải,Lao Chải 1,Lao Chải 2,Sàn Phàng Thấp,Sàn Phàng Cao,Nậm Đích,Thèn Thầu,Can Hồ",
    "na-tam": "Nà Luồng,Nà Tăm,Nà Kiêng,Nà Ít,Coc Nhủng,Phiêng Giằng,Nà Vàn,Phiêng Trạng",
    "ban-bo-cu": "Hợp Nhất,Cốc Phung,Nà Út,Nà Can,Phiêng Hoi,Nà Sài,Bản Bo,Nà Ly,Phiêng Tiên,Nà Khương",
    "then-sin": "Thèn Sin 1,Thèn Sin 2,Đông Phong,Na Đông,Lở Thàng 1,Lở Thàng 2,Sin Câu,Pan Khèo",
    "nung-nang": "Nùng Nàng,Sáy San 1,Sáy San 2,Sáy San 3,Lao Tỷ Phùng,Phan Chu Hoa,Xì Miền Khan,Nậm Ngã",
    "ban-giang": "Nà Bỏ,Nà Sài,Tẩn Phủ Nhiêu,Nà Cơ,Bản Giang,Cóc Pa,Sin Chải,Hoa Lư",
}
OFFICES = (
    ("truong-th-thcs", "Chi bộ Trường Tiểu học và THCS {place}", "school"),
    ("truong-mam-non", "Chi bộ Trường Mầm non {place}", "school"),
    ("tram-y-te", "Chi bộ Trạm Y tế {place}", "health"),
    ("co-quan-xa", "Chi bộ Cơ quan xã {place}", "office"),
    ("cong-an", "Chi bộ Công an xã {place}", "police"),
    ("quan-su", "Chi bộ Quân sự xã {place}", "military"),
)
OFFICES_OF = {"tt-tam-duong": 6, "binh-lu-cu": 5}
"""How many of `OFFICES` an old commune has; the others have four."""

MARKS = str.maketrans(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ",
    "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd",
)


def plain(text: str) -> str:
    """An id part: lower case, no tone marks, hyphens for spaces."""
    return "-".join(text.lower().translate(MARKS).split())


def place_of(name: str) -> str:
    """"Đảng ủy xã Bình Lư (cũ)" → "Bình Lư"."""
    return name.replace(" (cũ)", "").split(maxsplit=3)[-1] if "thị trấn" not in name else "Tam Đường"


def unit(id: str, type: str, name: str, parents: list[tuple[str, str, str | None]], **more: Any) -> dict[str, Any]:
    """A `unit` document."""
    first = more.pop("valid_from", "2002-01-14")
    return {
        "_id": f"unit:{id}", "kind": "unit", "unit": id, "type": type,
        "names": more.pop("names", [{"name": name, "from": first, "to": None}]),
        "parents": [{"unit": parent, "from": start, "to": end} for parent, start, end in parents],
        "valid_from": first, "valid_to": more.pop("valid_to", None), "predecessors": more.pop("predecessors", []), **more,
    }  # fmt: skip


def committees() -> list[dict[str, Any]]:
    """Province, district, the 13 old units and the six new communes."""
    made = [
        unit(PROVINCE, "province", "Tỉnh ủy Lai Châu", [], valid_from="2004-01-01"),
        unit(DISTRICT, "district", "Huyện ủy Tam Đường", [(PROVINCE, "2004-01-01", DISSOLVED)], valid_to=DISSOLVED),
    ]
    for id, (name, _) in OLD_TO_NEW.items():
        made.append(unit(id, "commune", name, [(DISTRICT, DISTRICT_SINCE, DISSOLVED)], valid_to=DISSOLVED))
    for id, name in NEW_COMMUNES.items():
        before = [old for old, (_, new) in OLD_TO_NEW.items() if new == id]
        made.append(unit(id, "commune", name, [(PROVINCE, FOUNDED, None)], valid_from=FOUNDED, predecessors=before))
    return made


def cells() -> list[dict[str, Any]]:
    """About 180 cells, each under its old unit until the change and under the successor after it."""
    made: dict[str, dict[str, Any]] = {}
    for old, (committee, new) in OLD_TO_NEW.items():
        place, parents = place_of(committee), [(old, DISTRICT_SINCE, DISSOLVED), (new, FOUNDED, None)]
        for village in VILLAGES[old].split(","):
            title = village if village.startswith("Bản ") else f"bản {village}"
            id = f"chi-bo-{plain(title)}"
            id = f"{id}-{plain(place)}" if id in made else id
            made[id] = unit(id, "cell", f"Chi bộ {title[0].lower()}{title[1:]}", parents, cell_type="village")
        for code, name, kind in OFFICES[: OFFICES_OF.get(old, 4)]:
            id = f"chi-bo-{code}-{plain(place)}"
            made[id] = unit(id, "cell", name.format(place=place), parents, cell_type=kind)
    _rename(made["chi-bo-ban-pa-pe"], "Chi bộ 5 – Pa Pe", "2024-03-31")
    _rename(made["chi-bo-ban-hung-binh"], "Chi bộ 4 – Hưng Bình", "2024-03-31")
    return list(made.values())


def _rename(cell: dict[str, Any], earlier: str, until: str) -> None:
    year, month, day = (int(part) for part in until.split("-"))
    following = f"{year}-{month + 1:02}-01" if day >= 28 else f"{year}-{month:02}-{day + 1:02}"
    cell["names"] = [
        {"name": earlier, "from": cell["valid_from"], "to": until},
        {"name": cell["names"][0]["name"], "from": following, "to": None},
    ]
