"""Forms in the office: a draft is checked as a whole, previewed, published for good, and a version retired."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import httpx
import pytest

from sync.domain.accounts import ROLES
from sync.forms.catalogue import OWN_FROM, Catalogue
from sync.forms.draft import LARGEST, as_text, plain_of
from tests.server.administration.desk import FORMS, bare_token, send, site, words
from tests.server.administration.test_access_table import hold
from tests.support.site import Running
from tests.support.world import BINH_LU, LAI_CHAU

assert site
TASK, SHEET = f"{FORMS}/form/task", f"{FORMS}/scoring/hd42-local"
CATALOGUE = Catalogue.load()


def task(**more: Any) -> str:
    plain = plain_of(CATALOGUE.latest("task"))
    field = {"name": "weather", "type": "text", "label": {"vi": "Thời tiết hôm đó", "en": "Weather"}}
    plain["sections"][0]["fields"].append(field | more)
    return json.dumps(plain, ensure_ascii=False)


def rev(page: httpx.Response) -> str:
    found = re.search(r'name="rev" value="([^"]*)"', page.text)
    assert found
    return found[1]


def typed(page: httpx.Response) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page.text, re.DOTALL)
    assert found
    return html.unescape(found[1])


async def keep(office: httpx.AsyncClient, text: str, path: str = TASK) -> httpx.Response:
    """Keep a draft; the page after it."""
    answer = await send(office, path, do="keep", text=text, rev=rev(await office.get(path)))
    assert answer.status_code == 303, words(answer)
    return await office.get(path)


async def publish(office: httpx.AsyncClient, first: str = "2026-11-23") -> None:
    page = await keep(office, task())
    assert (await send(office, TASK, do="publish", rev=rev(page), first=first)).status_code == 303


async def test_every_form_and_template_is_listed_with_its_versions(site: Running) -> None:
    office = await site.office("quan-tri")
    page = await office.get(FORMS)
    shown = words(page)
    newest = [CATALOGUE.latest(name) for name, _ in CATALOGUE.definitions]
    for one in (*newest, *CATALOGUE.templates.values()):
        assert one.title.vi in shown
    assert f'href="{FORMS}/form/minutes/3"' in page.text and "Bản 3 : Biên bản" in shown and "đang dùng" in shown
    assert "Forms and scoring templates" in words(await office.get(f"{FORMS}?lang=en"))
    new = await office.get(f"{FORMS}?scoring=lai-chau-2027")
    assert new.headers["location"] == f"{FORMS}/scoring/lai-chau-2027"
    assert (await office.get(f"{FORMS}/scoring/lai-chau-2027")).status_code == 200
    for wrong in ("scoring/Lai%20Châu", "form/none", "other/task", "form/task/7", "form/task/x", "form/task/draft"):
        assert (await office.get(f"{FORMS}/{wrong}")).status_code == 404, wrong


async def test_a_draft_begins_with_the_newest_version_and_tells_all_that_is_wrong(site: Running) -> None:
    office = await site.office("quan-tri")
    page = await office.get(TASK)
    assert typed(page) == as_text(CATALOGUE.latest("task")) and rev(page) == ""
    page = await keep(office, task(type="colour", label={"vi": "", "en": "Weather"}, size=3))
    shown = words(page)
    assert "Bản thảo còn 3 chỗ chưa đúng" in shown and "thiếu chữ tiếng Việt" in shown and "“colour” không có trong" in shown
    assert "không có mục “size” ở đây" in shown and "weather" in typed(page) and 'id="publish-"' not in page.text
    assert (await send(office, TASK, do="publish", rev=rev(page), first="2026-12-01")).status_code == 422
    assert await site.store.range("forms", "version:", "version;") == []


async def test_a_draft_is_previewed_published_and_reaches_phones_and_pages(site: Running) -> None:
    office, phone = await site.office("quan-tri"), await site.phone()
    before = (await phone.post("/sync", json={"cursor": "", "docs": []})).json()
    assert "forms" not in before and (await phone.get("/api/forms")).json() == {"digest": "", "versions": []}
    page = await keep(office, task())
    assert "Bản thảo không còn chỗ nào sai" in words(page)
    preview = words(await office.get(f"{TASK}/draft"))
    assert "Máy hỏi như sau" in preview and "Thời tiết hôm đó chữ" in preview and "Thời tiết hôm đó: …………" in preview
    assert (await send(office, TASK, do="publish", rev=rev(page), first="2026-12-01")).status_code == 303
    assert f"Bản {OWN_FROM} từ ngày 01/12/2026" in words(await office.get(TASK))
    told = (await phone.post("/sync", json={"cursor": before["cursor"], "docs": []})).json()
    listed = (await phone.get("/api/forms")).json()
    assert told["forms"] == listed["digest"] != "" and told["units"]
    assert listed["versions"] == [{"what": "form", "name": "task", "version": OWN_FROM, "first": "2026-12-01", "last": None}]
    assert (await phone.post("/sync", json={"cursor": told["cursor"], "docs": []})).status_code == 204
    one = await phone.get(f"/api/forms/form/task/{OWN_FROM}")
    assert one.json() == (await office.get(f"{TASK}/{OWN_FROM}.json")).json() and "immutable" in one.headers["cache-control"]
    assert (one.json()["version"], one.json()["valid_from"]) == (OWN_FROM, "2026-12-01")
    for missing in ("form/task/1", "form/task/2000", "scoring/task/1001"):
        assert (await phone.get(f"/api/forms/{missing}")).status_code == 404
    assert (await site.client().get("/api/forms")).status_code == 401


async def test_a_published_version_is_never_changed(site: Running) -> None:
    office = await site.office("quan-tri")
    await publish(office)
    kept = await site.store.read("forms", f"version:form:task:{OWN_FROM}")
    page = await keep(office, typed(await office.get(TASK)))
    assert f"không khác gì bản {OWN_FROM}" in words(page)
    fields = json.loads(typed(page))
    fields["sections"][0]["fields"].pop()
    page = await keep(office, json.dumps(fields))
    assert "weather: câu hỏi này có ở bản trước mà bản này bỏ mất" in words(page)
    assert (await send(office, TASK, do="drop", rev=rev(page))).status_code == 303
    assert await site.store.read("forms", f"version:form:task:{OWN_FROM}") == kept


async def test_a_draft_of_a_scoring_template_is_uploaded_as_a_file(site: Running) -> None:
    office = await site.office("quan-tri")
    table = plain_of(CATALOGUE.templates["hd42-local", 1])
    table["groups"][0]["items"][0]["max"] += 5

    async def upload(data: bytes, rev: str = "") -> httpx.Response:
        fields = {"form_token": await bare_token(office), "do": "upload", "rev": rev}
        return await office.post(SHEET, data=fields, files={"file": ("bang-diem.json", data, "application/json")})

    assert (await upload(json.dumps(table).encode())).status_code == 303
    page = await office.get(SHEET)
    assert "các tiêu chí cộng lại được 105" in words(page)
    assert (await send(office, SHEET, do="publish", rev=rev(page), first="2026-12-01")).status_code == 422
    assert await site.store.range("forms", "version:", "version;") == []
    table["groups"][0]["items"][0]["max"] -= 5
    table["title"]["vi"] = "Bảng điểm 2027"
    assert (await upload("\ufeff".encode() + json.dumps(table).encode(), rev(page))).status_code == 303
    page = await office.get(SHEET)
    assert 'id="publish-"' in page.text and "tối đa" in words(await office.get(f"{SHEET}/draft"))
    stale = await upload(b"{}", "1-x")
    assert stale.status_code == 422 and "Có người vừa sửa cùng lúc" in words(stale)
    assert (await upload(b"", rev(page))).status_code == 422
    assert (await upload(b" " * (LARGEST + 100_000))).status_code == 413
    forged = await office.post(SHEET, data={"form_token": "x", "do": "upload"}, files={"file": ("x", b"{}", "application/json")})
    assert forged.status_code == 403


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"do": "publish", "first": "2026-11-22"}, "Ngày không đúng."),
        ({"do": "publish", "first": "mai"}, "“mai” không phải là ngày."),
        ({"do": "retire", "version": "", "last": "2026-12-01", "reason": "x"}, "Chưa ghi mục này."),
        ({"do": "retire", "version": "1", "last": "2026-12-01", "reason": "x"}, "Không còn bản nào khác để lập giấy mới."),
        ({"do": "retire", "version": "1", "last": "2026-11-01", "reason": "x"}, "Ngày không đúng."),
        ({"do": "keep", "text": "x" * (LARGEST + 1)}, f"Dài quá {LARGEST} ký tự."),
        ({"do": "keep"}, "Chưa chọn tệp."),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_is_published(site: Running, fields: dict[str, str], sentence: str) -> None:
    office = await site.office("quan-tri")
    page = await keep(office, task())
    answer = await send(office, TASK, **{"rev": rev(page), **fields})
    assert answer.status_code == 422 and sentence in words(answer)
    assert [one["_id"] for one in await site.store.range("forms")] == ["draft:form:task"]


async def test_a_version_is_retired_and_the_one_before_is_used_again(site: Running) -> None:
    office = await site.office("quan-tri")
    await publish(office)
    fields = {"do": "retire", "version": str(OWN_FROM), "last": "2026-11-30", "reason": "Ghi nhầm câu hỏi"}
    assert (await send(office, TASK, **fields)).status_code == 303
    assert "thôi dùng sau ngày 30/11/2026, đang dùng" in words(await office.get(TASK))
    site.clock.move(days=8)
    shown = words(await office.get(TASK))
    assert "Bản 1 có sẵn, đang dùng" in shown and f"Bản {OWN_FROM} từ ngày 23/11/2026, thôi dùng sau ngày 30/11/2026" in shown
    assert (await send(office, TASK, do="more")).status_code == 400


@pytest.mark.parametrize("kind", sorted({one.form for one in CATALOGUE.definitions.values()}))
async def test_every_form_can_be_previewed(site: Running, kind: str) -> None:
    office = await site.office("quan-tri")
    latest = CATALOGUE.latest(kind)
    page = await office.get(f"{FORMS}/form/{kind}/{latest.version}")
    assert page.status_code == 200 and latest.sections[0].title.vi in words(page)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("unit", [LAI_CHAU, BINH_LU])
async def test_only_who_administers_everything_may(site: Running, role: str, unit: str) -> None:
    await hold(site, role, unit)
    client = await site.office()
    allowed = (role, unit) == ("administrator", LAI_CHAU)
    token = await bare_token(client)
    for path in (FORMS, TASK, f"{TASK}/1", f"{TASK}/1.json", SHEET):
        assert (await client.get(path)).status_code == (200 if allowed else 403), path
    answer = await client.post(TASK, data={"form_token": token, "do": "keep", "text": "{}", "rev": ""})
    assert answer.status_code == (303 if allowed else 403)
    assert bool(await site.store.range("forms")) is allowed
