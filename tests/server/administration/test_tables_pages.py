"""Tables in and out through the whole server: the dry run, the list of problems, all or nothing."""

from __future__ import annotations

import httpx

from sync.domain.documents import workspace
from sync.usecases.administration.tables import MOST_ROWS
from tests.server.administration.desk import TABLES, bare_token, send, site, words
from tests.server.administration.test_workbook import a_book
from tests.support.site import Running
from tests.support.world import BINH_LU, NA_DON

assert site
HEAD = ["Mã đơn vị", "Tên đơn vị", "Cấp", "Loại chi bộ", "Mã đơn vị cấp trên", "Từ ngày"]
ROW = ["chi-bo-moi", "Chi bộ bản Mới", "Chi bộ", "Bản, tổ dân phố", BINH_LU, "01/07/2026"]


async def upload(client: httpx.AsyncClient, data: bytes, name: str = "bang.xlsx") -> httpx.Response:
    return await client.post(TABLES, data={"form_token": await bare_token(client), "do": "check"}, files={"file": (name, data)})


async def test_a_file_is_checked_first_and_then_taken_in(site: Running) -> None:
    client = await site.office("quan-tri")
    before = await site.store.range("units")
    checked = await upload(client, a_book(HEAD, ROW))
    assert checked.status_code == 200 and "Đơn vị: thêm 1, sửa 0, giữ nguyên 0." in words(checked)
    assert await site.store.range("units") == before
    applied = await send(client, TABLES, do="apply")
    assert applied.status_code == 303 and "Đã nhận cả tệp." in words(await client.get(applied.headers["location"]))
    assert (await client.get("/administration/units/chi-bo-moi")).status_code == 200
    again = await send(client, TABLES, do="apply")
    assert again.status_code == 422 and "Hãy kiểm tra lại." in words(again)


async def test_problems_are_listed_by_sheet_row_and_column_and_nothing_is_taken_in(site: Running) -> None:
    client = await site.office("quan-tri")
    before = await site.store.range("units")
    checked = await upload(client, a_book(HEAD, [*ROW[:5], "=TODAY()"], [*ROW[:4], "<không có>", "31/02/2026"], merge="A5:B6"))
    told = words(checked)
    assert checked.status_code == 422 and "<không có>" in told and "<không" not in checked.text
    assert "Đơn vị 2 F Ô này là công thức." in told and "Các ô A5:B6 bị gộp." in told
    assert "Đơn vị 3 Từ ngày “31/02/2026” không phải là ngày." in told
    assert 'value="apply"' not in checked.text
    assert (await send(client, TABLES, do="apply")).status_code == 422
    assert await site.store.range("units") == before


async def test_a_csv_file_is_taken_in(site: Running) -> None:
    client = await site.office("quan-tri")
    csv = "\n".join(";".join(row) for row in (HEAD, ROW)).replace("Bản, tổ dân phố", "village")
    assert "thêm 1" in words(await upload(client, csv.encode("utf-8-sig"), "don-vi.csv"))


async def test_what_is_no_table_is_told_in_words(site: Running) -> None:
    client = await site.office("quan-tri")
    assert "Không đọc được tệp." in words(await upload(client, b"PKxx"))
    assert "Chưa chọn tệp." in words(await upload(client, b""))
    assert "Không nhận ra bảng nào" in words(await upload(client, b"a,b,c\n1,2,3", "a.csv"))
    assert (await upload(client, b"x" * (5 * 1024 * 1024 + 20_000))).status_code == 413
    token = await bare_token(client)
    broken = await client.post(TABLES, content=b"--x\r\n", headers={"content-type": "multipart/form-data"})
    assert token and broken.status_code == 400


async def test_an_upload_with_another_token_is_refused_and_keeps_nothing(site: Running) -> None:
    client = await site.office("quan-tri")
    answer = await client.post(TABLES, data={"form_token": "x", "do": "check"}, files={"file": ("a.xlsx", a_book(HEAD, ROW))})
    assert answer.status_code == 403
    assert await site.store.read_local("accounts", "import:quan-tri") is None


async def test_what_is_given_out_names_no_secrets_and_can_be_sent_back(site: Running) -> None:
    client = await site.office("quan-tri")
    book = await client.get(f"{TABLES}/all.xlsx")
    assert book.headers["content-disposition"] == 'attachment; filename="so-hop-all.xlsx"'
    assert "giữ nguyên 4" in words(await upload(client, book.content))
    people = (await client.get(f"{TABLES}/people.csv")).text
    assert "na-don-bi-thu" in people and "new$" not in people
    assert (await client.get(f"{TABLES}/accounts.csv")).status_code == 404


async def test_ten_thousand_rows_are_taken_in_whole_or_not_at_all(site: Running) -> None:
    client, head = await site.office("quan-tri"), ["Mã đảng viên", "Mã đơn vị", "Họ và tên", "Diện", "Chức vụ"]
    rows = [["", NA_DON, f"Lò Văn Số {number}", "chính thức", "đảng viên"] for number in range(MOST_ROWS)]
    wrong = await upload(client, a_book(head, *rows[:-1], ["", NA_DON, "Lò Văn Cuối", "không rõ", "đảng viên"]))
    assert wrong.status_code == 422 and f"{MOST_ROWS + 1} Diện" in words(wrong)
    assert (await send(client, TABLES, do="apply")).status_code == 422
    assert await site.store.index(workspace(NA_DON), "member:", "member;") == []
    checked = await upload(client, a_book(head, *rows))
    assert f"thêm {MOST_ROWS}" in words(checked)
    assert (await send(client, TABLES, do="apply")).status_code == 303
    assert len(await site.store.index(workspace(NA_DON), "member:", "member;")) == MOST_ROWS
