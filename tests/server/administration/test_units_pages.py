"""The pages of units, through the whole server: seen, changed, refused."""

from __future__ import annotations

import httpx
import pytest

from tests.server.administration.desk import INBOX, UNITS, send, site, words
from tests.support.site import Running
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE

assert site
PATH = f"{UNITS}/{NA_DON}"


async def test_the_tree_is_shown_as_of_a_day(site: Running) -> None:
    client = await site.office("quan-tri")
    await send(client, PATH, do="close", last="2026-11-30")
    now, later = await client.get(UNITS), await client.get(f"{UNITS}?day=2027-01-01")
    assert "Chi bộ bản Nà Đon" in now.text.partition('id="others"')[0]
    assert "Chi bộ bản Nà Đon" not in later.text.partition('id="others"')[0]
    assert "Chi bộ bản Nà Đon" in later.text.partition('id="others"')[2]
    assert "Cây đơn vị ngày 01/01/2027." in words(later)


async def test_a_cell_is_added_and_can_be_opened(site: Running) -> None:
    client = await site.office("quan-tri")
    fields = {"do": "create", "name": "Chi bộ bản Mới", "id": "", "type": "cell", "cell_type": "village", "from": "2026-12-01"}
    answer = await send(client, f"{UNITS}/{BINH_LU}", **fields)
    assert answer.status_code == 303 and answer.headers["location"] == f"{UNITS}/{BINH_LU}?done=done"
    assert "Đã ghi." in words(await client.get(answer.headers["location"]))
    assert "Chi bộ bản Mới" in words(await client.get(f"{UNITS}/chi-bo-ban-moi"))
    again = await send(client, f"{UNITS}/{BINH_LU}", **fields)
    assert again.status_code == 303 and (await client.get(f"{UNITS}/chi-bo-ban-moi-2")).status_code == 200


async def test_two_villages_are_merged_and_know_each_other(site: Running) -> None:
    client = await site.office("quan-tri")
    fields = {f"sources-{PA_PE}": "1", "into": "-", "new_name": "Chi bộ bản Nà Pe", "from": "2026-12-01"}
    assert (await send(client, PATH, do="merge", **fields)).status_code == 303
    page = words(await client.get(f"{UNITS}/chi-bo-ban-na-pe"))
    assert "Tiền thân Chi bộ bản Nà Đon Chi bộ bản Pa Pe" in page
    assert "Kế tục Chi bộ bản Nà Pe" in words(await client.get(PATH))
    assert "30/11/2026" in words(await client.get(PATH))


async def test_a_village_is_split(site: Running) -> None:
    client = await site.office("quan-tri")
    fields = {"part_1_name": "Chi bộ Nà Đon", "part_3_name": "Chi bộ Nà Đon", "goes_on": "no", "from": "2026-12-01"}
    assert (await send(client, PATH, do="split", **fields)).status_code == 303
    assert "Chi bộ Nà Đon" in words(await client.get(f"{UNITS}/chi-bo-na-don-2"))


async def test_problems_are_told_at_their_place_with_what_was_typed(site: Running) -> None:
    client = await site.office("quan-tri")
    answer = await send(client, f"{UNITS}/{BINH_LU}", do="create", name="", id="Sai Mã", type="cell", **{"from": "31/02/2026"})
    assert answer.status_code == 422
    assert 'value="Sai Mã"' in answer.text and 'href="#create-from"' in answer.text and 'id="create-from"' in answer.text
    answer = await send(client, f"{UNITS}/{BINH_LU}", do="create", name="", id="Sai Mã", type="cell", **{"from": "2026-12-01"})
    assert "Còn 3 chỗ chưa đúng. Chưa có gì thay đổi." in words(answer)
    assert 'href="#create-cell_type"' in answer.text and "Mã “sai mã” không đúng" in words(answer)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"do": "rename", "name": "Mới", "from": ""}, "Chưa ghi mục này."),
     ({"do": "rename", "name": "Mới", "from": "9999-99-99"}, "“9999-99-99” không phải là ngày."),
     ({"do": "rename", "name": "Mới", "from": "2010-01-01"}, "không hoạt động ngày 01/01/2010"),
     ({"do": "move", "parent": NA_DON, "from": "2026-12-01"}, "không thể trực thuộc chính nó"),
     ({"do": "move", "parent": "", "from": "2026-12-01"}, "Chưa ghi mục này."),
     ({"do": "merge", "into": NA_DON, "from": "2026-12-01"}, "cần ít nhất hai đơn vị"),
     ({"do": "split", "goes_on": "no", "from": "2026-12-01"}, "cần ít nhất hai đơn vị sau khi chia"),
     ({"do": "close", "last": "2010-01-01"}, "không hoạt động ngày 01/01/2010")],
)  # fmt: skip
async def test_bad_input_is_told_and_changes_nothing(site: Running, fields: dict[str, str], sentence: str) -> None:
    client = await site.office("quan-tri")
    before = await site.store.range("units")
    answer = await send(client, PATH, **fields)
    assert answer.status_code == 422 and sentence in words(answer)
    assert await site.store.range("units") == before


async def test_a_form_without_its_token_is_refused(site: Running) -> None:
    client = await site.office("quan-tri")
    for path in (
        PATH,
        "/administration/people",
        "/administration/people/na-don-bi-thu",
        "/administration/handover",
        "/me/password",
    ):
        assert (await client.post(path, data={"do": "close", "last": "2026-12-01"})).status_code == 403
    assert (await client.post("/administration/tables", data={"do": "apply"})).status_code == 403
    upload = await client.post("/administration/tables", files={"file": ("a.csv", b"x")})
    assert upload.status_code == 403


async def test_the_pages_are_there_in_english(site: Running) -> None:
    client = await site.office("quan-tri")
    for path in (
        UNITS,
        PATH,
        f"{INBOX}/{NA_DON}",
        "/administration/people",
        "/administration/handover",
        "/administration/tables",
        "/me/password",
    ):
        page = await client.get(f"{path}?lang=en")
        assert page.status_code == 200 and '<html lang="en">' in page.text and "Administration" in page.text


async def test_who_administers_sees_the_way_to_these_pages_and_nobody_else(site: Running) -> None:
    mine, other = await site.office("quan-tri"), await site.office("binh-lu-dang-uy")
    assert UNITS in (await mine.get(f"/units/{LAI_CHAU}")).text
    assert UNITS not in (await other.get(f"/units/{BINH_LU}")).text


async def test_nobody_is_told_about_units_he_does_not_administer(site: Running) -> None:
    async def status(client: httpx.AsyncClient, path: str) -> int:
        return (await client.get(path)).status_code

    other = await site.office("binh-lu-dang-uy")
    assert [await status(other, path) for path in (UNITS, PATH, f"{UNITS}/khong-co")] == [403, 403, 403]
    assert await status(await site.office("quan-tri"), f"{UNITS}/khong-co") == 404
    assert await status(site.client(accept="text/html"), UNITS) == 303


async def test_every_problem_leads_to_a_place_on_the_page(site: Running) -> None:
    client = await site.office("quan-tri")
    split = {"do": "split", "part_3_name": "x" * 121, "part_4_name": "Chi bộ Hai", "goes_on": "no", "from": "2026-12-01"}
    moved = {"do": "move", "parent": LAI_CHAU, "from": "2026-12-01"}
    for path, fields in (
        (PATH, split),
        (f"{UNITS}/{BINH_LU}", {"do": "close", "last": "2026-12-01"}),
        (f"{UNITS}/{LAI_CHAU}", moved),
    ):
        answer = await send(client, path, **fields)
        assert answer.status_code == 422
        summary = answer.text.partition('class="error-summary"')[2].partition("</ul>")[0]
        places = {part.partition('"')[0] for part in summary.split('href="#')[1:]}
        assert places and all(f'id="{place}"' in answer.text for place in places), places
    assert 'href="#split-part_1_name"' in (await send(client, PATH, **split)).text


async def test_a_change_before_the_last_one_would_overlap_it_and_is_told(site: Running) -> None:
    client = await site.office("quan-tri")
    assert (await send(client, PATH, do="rename", name="Chi bộ Nà Đon Mới", **{"from": "2026-12-10"})).status_code == 303
    before = await site.store.range("units")
    answer = await send(client, PATH, do="rename", name="Chi bộ khác", **{"from": "2026-12-01"})
    assert answer.status_code == 422 and "trước lần thay đổi cuối, ngày 10/12/2026" in words(answer)
    assert await site.store.range("units") == before
