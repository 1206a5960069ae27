"""Whom to call in a unit: kept by its administrator and by the committee that reviews its papers, shown on the call list at once."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest

from sync.domain.accounts import ROLES
from tests.server.pages.office import BINH_LU, LAI_CHAU, NA_DON, OFFICER, PA_PE, TAM_DUONG, office, person

PATH, CALLS = f"/units/{NA_DON}/contact", f"/units/{BINH_LU}/calls"
TYPED = {"name": "  Lò   Thị Ính ", "phone": "0912 345 678", "email": "inh@example.vn"}
KEPT = {"name": "Lò Thị Ính", "phone": "0912 345 678", "email": "inh@example.vn"}


async def kept(it: Any, unit: str = NA_DON) -> Any:
    return (await it.store.read("units", f"unit:{unit}")).get("contact")


async def test_what_is_kept_stands_on_the_call_list_and_in_the_form(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        assert f'href="{PATH}"' in (await it.get(f"{CALLS}/{NA_DON}")).text
        answer = await it.post(PATH, TYPED)
        assert answer.status_code == 303 and await kept(it) == KEPT
        page = html.unescape((await it.get(answer.headers["location"])).text)
        assert "Đã lưu người liên hệ." in page and all(f'value="{one}"' in page for one in KEPT.values())
        one = (await it.get(f"{CALLS}/{NA_DON}")).text
        assert 'href="tel:0912345678"' in one and "Lò Thị Ính" in one
        await it.post(PATH, {"name": "", "phone": "", "email": ""})
        assert await kept(it) == {"name": "", "phone": "", "email": ""}
        assert "tel:" not in (await it.get(f"{CALLS}/{NA_DON}")).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"phone": "gọi ông Panh"}, "Số điện thoại không đúng."),
        ({"phone": "113"}, "Số điện thoại không đúng."),
        ({"phone": "0" * 16}, "Số điện thoại không đúng."),
        ({"email": "inh@bản"}, "Địa chỉ thư điện tử không đúng."),
        ({"email": "a@example.vn\nBcc: b@example.vn"}, "Địa chỉ thư điện tử không đúng."),
        ({"email": f"a@{'x' * 60}.{'y' * 60}.{'z' * 60}.{'w' * 60}.example.vn"}, "Địa chỉ thư điện tử không đúng."),
        ({"name": "x" * 121}, "Tên dài quá 120 ký tự."),
        ({"name": "Ính\u200b"}, "Có ký tự lạ không nhìn thấy."),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_and_stays_to_be_mended(tmp_path: Path, wrong: dict[str, str], sentence: str) -> None:
    async with office(tmp_path) as it:
        before, [(field, value)] = await kept(it), wrong.items()
        answer = await it.post(PATH, {**TYPED, **wrong})
        page = html.unescape(answer.text)
        assert answer.status_code == 422 and await kept(it) == before
        assert sentence in page and f'href="#{field}"' in page and f'id="{field}-error"' in page
        assert " ".join(value.split()) in " ".join(page.split())
        assert page.count('aria-invalid="true"') == 1


ALLOWED = {"administrator", "commune_officer", "commune_leader", "organisation_board"}
OVERSEES = ALLOWED | {"standing_board", "machine"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("unit", "reaches"), [(NA_DON, True), (BINH_LU, True), (TAM_DUONG, True), (PA_PE, False)])
async def test_its_administrator_and_the_committee_above_that_reviews_its_papers_may_change_it(
    tmp_path: Path, role: str, unit: str, reaches: bool
) -> None:
    async with office(tmp_path) as it:
        before, who = await kept(it), person(role, unit)
        expected = 404 if role not in OVERSEES or not reaches else 200 if role in ALLOWED else 403
        assert (await it.get(PATH, who)).status_code == expected
        assert (await it.post(PATH, TYPED, who)).status_code == (303 if expected == 200 else expected)
        assert await kept(it) == (KEPT if expected == 200 else before)


async def test_nobody_is_told_which_units_there_are(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        assert (await it.get("/units/no-such-unit/contact")).status_code == 404
        assert (await it.get(f"/units/{LAI_CHAU}/contact")).status_code == 404
        assert (await it.get(PATH, None)).status_code in (303, 401)


async def test_a_form_without_its_token_changes_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        before = await kept(it)
        assert (await it.post(PATH, {**TYPED, "form_token": "x"}, OFFICER)).status_code == 403
        assert await kept(it) == before


async def test_one_word_of_the_contact_is_no_reason_to_lose_what_another_has_changed(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        written = it.store.write

        async def beaten(db: str, writes: Any) -> Any:
            it.store.write = written
            unit = await it.store.read("units", f"unit:{NA_DON}")
            await written("units", [type(writes[0])({**unit, "recipients": ["Lưu"]}, mode="edit")])
            return await written(db, writes)

        it.store.write = beaten
        answer = await it.post(PATH, TYPED)
        assert answer.status_code == 409 and "Có người vừa sửa cùng lúc." in answer.text and "Lò Thị Ính" in answer.text
        assert (await it.store.read("units", f"unit:{NA_DON}"))["recipients"] == ["Lưu"]
