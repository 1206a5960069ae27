"""A draft that was begun under an older version of its form: it opens on that version, and a person moves it when he wants to, offline."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.pushing import push
from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile, pictures, watched
from tests.support.phone import a_paper
from tests.support.server import TOP, Server
from tests.support.world import NA_DON

AUTHOR = "na-don-bi-thu"
MONTH = date.today().strftime("%Y-%m")
KEY = f"{MONTH}:regular:1"
NAME = {"name": "Lò Văn Panh"}
TASK = "task:01JQ0000000000000000000777"


@pytest.mark.browser
def test_a_draft_opens_on_its_version_is_moved_offline_and_sent_under_the_new_one(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    answers = {"date": f"{MONTH}-03", "start_time": "19:30", "place": "Nhà văn hóa", "chair": NAME, "note_taker": {"name": "Lò Thị Ính"},
               "agenda": [{"_id": "1", "text": "Bàn việc làm đường"}], "notified": True}  # fmt: skip
    push(server, AUTHOR, a_paper("meeting", KEY, answers, unit=NA_DON, author=AUTHOR, state="draft"))
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        page = context.pages[0]
        secretary = Secretary(page, server.url, MONTH, pictures())
        secretary.log_in()
        context.set_offline(True)
        page.goto(f"{server.url}/app/papers/meeting:{KEY}")
        expect(page.get_by_text("Mẫu này có bản mới")).to_be_visible()
        secretary.picture("90-newer-form")
        page.get_by_role("link", name="Xem việc chuyển sang bản mới").click()
        expect(page.get_by_text("Không có mục nào phải ghi lại hoặc phải bỏ.")).to_be_visible()
        page.get_by_role("link", name="Để sau").click()
        expect(page.get_by_text("Mẫu này có bản mới")).to_be_visible()
        page.get_by_role("link", name="Xem việc chuyển sang bản mới").click()
        secretary.picture("91-move-whole")
        page.get_by_role("button", name="Chuyển sang bản mới").click()
        expect(page.get_by_text("Mẫu này có bản mới")).to_have_count(0)
        page.get_by_role("link", name="1. Ngày giờ, địa điểm").click()
        expect(page.get_by_label("Địa điểm")).to_have_value("Nhà văn hóa")
        page.goto(f"{server.url}/app/meetings/{KEY}/check?only=meeting")
        page.get_by_role("button", name="Ký và gửi").click()
        page.wait_for_url(f"**/app/meetings/{KEY}")
        context.set_offline(False)
        page.goto(f"{server.url}/app/papers/meeting:{KEY}/read")
        expect(page.locator(".stamp")).to_contain_text("ĐÃ NHẬN", timeout=60_000)
        assert [one for one in wrong if "ERR_" not in one] == []
    context.close()


@pytest.mark.browser
def test_what_has_no_place_in_the_new_version_is_listed_and_stays_until_it_is_put_away(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    answers = {"what": "Sửa nhà văn hóa", "who": NAME, "with": "Đoàn thanh niên", "by": f"{MONTH}-28", "state": "doing"}
    push(server, AUTHOR, a_paper("task", TASK.split(":")[1], answers, unit=NA_DON, author=AUTHOR, state="draft"))
    context = open_profile(playwright, tmp_path / "phone")
    context.add_init_script(_published(_second_task()))
    with watched(context, server.url) as wrong:
        page = context.pages[0]
        secretary = Secretary(page, server.url, MONTH, pictures())
        secretary.log_in()
        context.set_offline(True)
        page.goto(f"{server.url}/app/papers/{TASK}")
        page.get_by_role("link", name="Xem việc chuyển sang bản mới").click()
        expect(page.locator("#again")).to_contain_text("Nơi làm: Chưa ghi mục này.")
        expect(page.locator(".answers")).to_contain_text("Cùng làm")
        expect(page.locator(".answers")).to_contain_text("Đoàn thanh niên")
        secretary.picture("92-move-guided")
        page.get_by_role("button", name="Chuyển sang bản mới").click()
        expect(page.locator("#left summary")).to_contain_text("1 dòng ở bản cũ chưa có chỗ")
        page.get_by_role("link", name="1. Việc được giao").click()
        expect(page.get_by_label("Việc gì")).to_have_value("Sửa nhà văn hóa")
        page.locator("#left summary").click()
        expect(page.get_by_text("Đoàn thanh niên")).to_be_visible()
        secretary.picture("93-left-beside-the-fields")
        page.get_by_label("Nơi làm").fill("Bản Nà Đon, cùng Đoàn thanh niên")
        secretary.saved()
        page.goto(f"{server.url}/app/papers/{TASK}")
        page.locator("#left summary").click()
        page.get_by_role("button", name="Đã xem, cất đi").click()
        expect(page.locator("#left")).to_have_count(0)
        page.reload()
        expect(page.get_by_role("link", name="1. Việc được giao")).to_be_visible()
        expect(page.locator("#left")).to_have_count(0)
        assert [one for one in wrong if "ERR_" not in one] == []
    context.close()


def _second_task() -> dict[str, Any]:
    """The form for a task as a next version might be: one question is gone, one is new."""
    form: dict[str, Any] = json.loads((TOP / "sync" / "forms" / "definitions" / "task" / "1.json").read_text("utf-8"))
    form["version"] = 2
    fields = [one for one in form["sections"][0]["fields"] if one["name"] != "with"]
    fields.append({"name": "place", "type": "text", "label": {"vi": "Nơi làm", "en": "Where"}, "required": True})
    form["sections"][0]["fields"] = fields
    return form


def _published(form: dict[str, Any]) -> str:
    """The app finds this version beside the others, as after an update of the app."""
    return f"""(() => {{
      const form = {json.dumps(form)}, real = window.fetch.bind(window);
      const answer = (value) => new Response(JSON.stringify(value), {{ headers: {{ 'Content-Type': 'application/json' }} }});
      window.fetch = async (what, how) => {{
        if (what === `/app/forms/${{form.form}}/${{form.version}}.json`) return answer(form);
        const told = await real(what, how);
        if (what !== '/app/forms/index.json') return told;
        const index = await told.json();
        index.forms[form.form].push(form.version);
        return answer(index);
      }};
    }})()"""
