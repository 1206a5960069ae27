"""Invented people with names as they are borne in Lai Châu. Telephone numbers are of a range that nobody has."""

from __future__ import annotations

import random
from typing import Any

FAMILIES = {
    "thai": ("Lò,Vàng,Hoàng,Tao,Lù,Cà,Quàng,Nùng,Lường,Điêu", "Văn", "Thị",
             "Panh,Sơn,Dính,Ương,Thưởng,Hặc,Khằm,Ún,Chựa,Inh,Pọm,Hom,Phương,Tướng,Muôn,Xuân,Nọi,Kẻo,Biên,Thoan",
             "Ính,Phượng,Đôi,Ọi,Yêu,Inh,Pấng,Hom,Lả,Xôm,Ngoan,Thương,Hạnh,Dung,Ương,Biên,Xuân,Pâng,Khun,Nhung"),
    "mong": ("Giàng,Sùng,Vàng,Hạng,Thào,Mùa,Lý,Cứ,Chang", "A", "Thị",
             "Sáng,Páo,Chinh,Dơ,Tủa,Lử,Nhè,Chu,Sào,Vảng,Dế,Tráng,Phủ,Lềnh,Vừ,Súa,Chớ,Di",
             "Mỷ,Dế,Sua,Chở,Máy,Pàng,Dợ,Sống,Ly,Ca,Dua,Xía,Vá,Mai"),
    "dao": ("Phàn,Chẻo,Tẩn,Lý,Triệu", "A", "Thị",
            "Sài,Quẩy,Vảng,San,Phấu,Chỉn,Sơn,Nhàn,Lụa,Sìn,Phây", "Mẩy,Lở,San,Tá,Mùi,Nhàn,Khé,Lụa,Sểnh"),
    "giay": ("Lục,Vàng,Nùng,Lù,Sần,Phan", "Văn", "Thị",
             "Hiên,Thắng,Bình,Chúng,Liên,Phìn,Lềnh,Dũng,Tiến,Khon", "Hiền,Bích,Sen,Lan,Mai,Chom,Xoan,Hồng,Yến"),
    "lu": ("Tao,Lò,Vàng,Thùng", "Văn", "Thị", "Én,Phóng,Khum,Phủ,Hặc,Ngân,Ún,Bun", "Khăm,Pẩu,Hom,En,Lả,Nhiên,Ún"),
    "kinh": ("Nguyễn,Trần,Lê,Phạm,Đỗ,Vũ,Bùi,Hoàng,Đặng", "Văn,Đức,Quang,Minh,Xuân", "Thị,Thu,Ngọc,Thanh",
             "Hùng,Dũng,Tuấn,Thành,Long,Hải,Nam,Cường,Toàn,Quyết,Thắng", "Hà,Hương,Lan,Huệ,Thủy,Nga,Hòa,Oanh,Tâm,Loan"),
}  # fmt: skip
OF_TYPE = {"village": ("thai", "mong", "dao", "giay", "lu"), "other": ("kinh", "kinh", "thai", "giay", "mong")}
_ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def a_name(chance: random.Random, people: str) -> str:
    family, men, women, sons, daughters = (part.split(",") for part in FAMILIES[people])
    woman = chance.random() < 0.38
    middle, given = (women, daughters) if woman else (men, sons)
    return f"{chance.choice(family)} {chance.choice(middle)} {chance.choice(given)}"


def a_ulid(chance: random.Random) -> str:
    return "01J" + "".join(chance.choice(_ULID) for _ in range(23))


def members(chance: random.Random, cell_type: str, count: int) -> list[dict[str, Any]]:
    """Members of one cell, secretary first: `{_id, name, status, role}`, no two of one name."""
    own = chance.choice(OF_TYPE["village"] if cell_type == "village" else OF_TYPE["other"])
    names: list[str] = []
    while len(names) < count:
        people = own if chance.random() < 0.85 else chance.choice(tuple(FAMILIES))
        name = a_name(chance, people)
        if name not in names:
            names.append(name)
    made = []
    for place, name in enumerate(names):
        role = "secretary" if place == 0 else "deputy_secretary" if place == 1 else "cell_committee_member" if place == 2 and count >= 9 else "member"
        status = "official"
        if place > 2:
            status = chance.choices(("official", "probationary", "temporary", "exempt", "away"), (84, 7, 2, 5, 2))[0]
        made.append({"_id": f"member:{a_ulid(chance)}", "name": name, "status": status, "role": role})
    return made


def a_phone(place: int) -> str:
    """Of the range 0900 000 xxx, so that nobody is called by mistake."""
    return f"0900 000 {place % 1000:03}"
