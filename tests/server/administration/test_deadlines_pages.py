"""Deadlines in the office: the rules with their source, a day of its own for a unit, exemptions, letting go; all with a preview."""

from __future__ import annotations

import html
import re
from datetime import date

import httpx

from sync.domain.documents import workspace
from sync.usecases.obligations.make_records import MakeRecords
from tests.server.administration.desk import DEADLINES, bare_token, send, site, words
from tests.support.site import Running
from tests.support.world import NA_DON, PA_PE

assert site
PAGE = f"{DEADLINES}/{NA_DON}"
OWN_DAY = {
    "do": "override", "rule": "meeting_registration", "due_month": "0", "due_day": "12", "until": "yes", "shift": "none",
    "first": "2026-11-01", "last": "", "reason": "Mùa gặt ở vùng cao",
}  # fmt: skip
FLOOD = {"do": "exempt", "rule": "regular_minutes", "first": "2026-11-01", "last": "2026-12-31", "reason": "Lũ quét"}
MADE = date(2026, 11, 23)


async def kept(site: Running) -> list[dict[str, object]]:
    return await site.store.range("rules")


async def make_records(site: Running) -> None:
    await MakeRecords(site.store, site.site.parts.deadlines)(MADE)


def held(page: httpx.Response) -> dict[str, str]:
    """What the button that saves a preview sends."""
    form = page.text.partition('aria-labelledby="preview"')[2].partition("</section>")[0]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    assert found, words(page)
    return {html.unescape(name): html.unescape(value) for name, value in found}


async def test_every_rule_in_force_is_shown_with_the_paragraph_it_comes_from(site: Running) -> None:
    office = await site.office("quan-tri")
    page = await office.get(DEADLINES)
    shown = words(page)
    for row in ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"):
        assert f'<td class="nowrap">{row}' in page.text, row
    assert "Công văn 824-CV/HU, mục 3: trước ngày 05/02 hằng năm" in shown and "trước ngày 02 của tháng đó" in shown
    assert "Deadlines and exemptions" in words(await office.get(f"{DEADLINES}?lang=en"))
    chosen = await office.get(f"{DEADLINES}?unit={NA_DON}")
    assert chosen.status_code == 303 and chosen.headers["location"] == PAGE


async def test_a_day_of_its_own_is_previewed_before_it_is_saved(site: Running) -> None:
    office = await site.office("quan-tri")
    preview = await send(office, PAGE, **OWN_DAY)
    shown = words(preview)
    assert preview.status_code == 200 and "Xem trước, chưa ghi" in shown and await kept(site) == []
    assert "12/2026 20/11/2026 12/12/2026" in shown and "01/2027 20/12/2026 12/01/2027" in shown
    assert (await office.post(PAGE, data=held(preview))).status_code == 303
    [one] = await kept(site)
    assert one["_id"] == f"override:{NA_DON}:meeting_registration"
    page = words(await office.get(PAGE))
    assert "Ngày riêng: Đăng ký lịch sinh hoạt tháng với đảng ủy, đến hết ngày 12 của tháng đó" in page
    assert "Chi bộ bản Nà Đon: 1 ngày riêng, 0 lần miễn, 0 việc được bỏ qua" in words(await office.get(DEADLINES))


async def test_the_preview_says_which_records_are_made_and_stay(site: Running) -> None:
    await make_records(site)
    office = await site.office("quan-tri")
    shown = words(await send(office, PAGE, **OWN_DAY))
    assert "12/2026 20/11/2026 đã lập, giữ nguyên" in shown and "02/2027 20/01/2027 12/02/2027" in shown


async def test_an_exemption_can_let_go_what_is_made_with_it(site: Running) -> None:
    await make_records(site)
    office = await site.office("quan-tri")
    preview = await send(office, PAGE, **FLOOD)
    assert "Bỏ qua luôn 2 việc đã lập trong thời gian này" in words(preview) and await kept(site) == []
    assert (await office.post(PAGE, data=held(preview) | {"waive_made": "1"})).status_code == 303
    ids = [str(one["_id"]) for one in await kept(site)]
    assert [id.split(":")[0] for id in ids] == ["exemption", "waiver", "waiver"]
    assert ids[1:] == [f"waiver:{NA_DON}:obligation:regular_minutes:2026-{month}" for month in (11, 12)]
    record = await site.store.read(workspace(NA_DON), "obligation:regular_minutes:2026-11")
    assert record is not None and record["obligation"]["exempt"] is None, "a record that is made stays as it is"


async def test_what_was_settled_ends_with_a_day_and_a_reason_after_a_preview(site: Running) -> None:
    office = await site.office("quan-tri")
    await office.post(PAGE, data=held(await send(office, PAGE, **OWN_DAY)))
    ending = {"do": "end", "id": f"override:{NA_DON}:meeting_registration", "last": "2026-11-30", "reason": "Hết mùa"}
    preview = await send(office, PAGE, **ending)
    assert "01/2027 12/01/2027, ngày riêng (Mùa gặt ở vùng cao) 20/12/2026" in words(preview)
    assert "ended" not in (await kept(site))[0]
    assert (await office.post(PAGE, data=held(preview))).status_code == 303
    [one] = await kept(site)
    assert one["ended"] and "đã kết thúc ngày 30/11/2026: Hết mùa" in words(await office.get(PAGE))
    assert (await send(office, PAGE, **ending)).status_code == 404, "it ends once"


async def test_one_duty_is_let_go(site: Running) -> None:
    office = await site.office("quan-tri")
    duty = {"do": "waive", "obligation": "obligation:regular_minutes:2026-11", "reason": "Mất điện cả tháng"}
    assert (await send(office, PAGE, **duty)).status_code == 303
    page = await office.get(PAGE)
    assert "gửi biên bản, kỳ 11/2026" in words(page) and 'value="obligation:regular_minutes:2026-11"' not in page.text


async def test_what_is_wrong_is_told_beside_its_question_and_nothing_is_saved(site: Running) -> None:
    office = await site.office("quan-tri")
    cases: list[tuple[dict[str, str], str]] = [
        (OWN_DAY | {"due_day": "45"}, "Ngày không đúng."), (OWN_DAY | {"due_day": "mười"}, "“mười” không phải là số."),
        (OWN_DAY | {"due_day": "", "shift": "none"}, "Chưa ghi mục này."), (OWN_DAY | {"reason": " "}, "Chưa ghi mục này."),
        (OWN_DAY | {"first": "31/02/2026"}, "không phải là ngày"), (OWN_DAY | {"last": "2026-10-01"}, "Ngày không đúng."),
        (OWN_DAY | {"rule": "none"}, "Lựa chọn không có trong danh sách."), (OWN_DAY | {"after_meeting": "3"}, "Nhỏ hơn 0."),
        (FLOOD | {"last": ""}, "Chưa ghi mục này."), (FLOOD | {"last": "2035-01-01"}, "Ngày không đúng."),
        (FLOOD | {"reason": "x" * 501}, "Dài quá 500 ký tự."), (FLOOD | {"rule": ""}, "Chưa ghi mục này."),
        ({"do": "waive", "obligation": "obligation:none:2026-11", "reason": "x"}, "Lựa chọn không có trong danh sách."),
        ({"do": "end", "id": f"override:{PA_PE}:regular_minutes", "last": "2026-12-01", "reason": "x"}, "Chưa ghi mục này."),
    ]  # fmt: skip
    for fields, sentence in cases:
        for save in ({}, {"save": "1"}):
            answer = await send(office, PAGE, **fields, **save)
            assert answer.status_code == 422 and sentence in words(answer), (fields, words(answer)[:400])
    assert await kept(site) == []
    assert (await office.post(PAGE, data={"form_token": await bare_token(office), "do": "more"})).status_code == 400
