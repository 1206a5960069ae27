"""Each finds on the phone what he may write, a sentence where he may only read, and begins the next paper from the last one."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.observing import add_people
from tests.e2e.pushing import until_it_came
from tests.e2e.secretary import Secretary
from tests.support.chromium import open_profile, pictures, watched
from tests.support.phone import Phone, a_paper
from tests.support.server import Server
from tests.support.world import BINH_LU, NA_DON, PASSWORD

TODAY = date.today()
YEAR, MONTH = TODAY.year, TODAY.strftime("%Y-%m")
LAST = (TODAY.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
LAST_KEY = f"{LAST}:regular:1"
URGE = "urge:01JQ0000000000000000000009"
CONCLUSIONS = ("Vận động bà con dọn vệ sinh đường nội bản", "Rà soát hộ nghèo, hộ cận nghèo")


@pytest.mark.browser
def test_a_note_taker_is_offered_what_he_writes_and_told_who_writes_the_rest(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        secretary = Secretary(context.pages[0], server.url, MONTH, pictures())
        secretary.log_in("na-don-thu-ky")
        page = secretary.page
        page.goto(f"{server.url}/app/book")
        expect(page.get_by_role("link", name="Việc được giao")).to_be_visible()
        expect(page.get_by_role("link", name=f"Kế hoạch chuyên đề {YEAR}")).to_have_count(0)
        secretary.picture("70-note-taker-book")
        context.set_offline(True)
        page.goto(f"{server.url}/app/papers/thematic_plan:{YEAR}")
        expect(page.get_by_text("Người ghi: bí thư, phó bí thư.")).to_be_visible()
        secretary.picture("71-note-taker-reads-only")
        page.goto(f"{server.url}/app/members")
        expect(page.get_by_role("link", name="Lò Văn Panh")).to_contain_text("bí thư")
        expect(page.get_by_role("link", name="Thêm đảng viên")).to_have_count(0)
        secretary.picture("72-members")
        page.get_by_role("link", name="Lò Văn Panh").click()
        expect(page.get_by_text("Đồng chí chỉ xem giấy này.")).to_be_visible()
        page.goto(f"{server.url}/app/meetings/{LAST_KEY}")
        expect(page.get_by_role("link", name="Giao việc theo kết luận")).to_be_visible()
        expect(page.get_by_role("link", name="Soạn nghị quyết")).to_have_count(0)
        assert page.evaluate(_KINDS_OF_DRAFTS) == []
        assert _own(wrong) == []
    context.close()


_KINDS_OF_DRAFTS = """async () => {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith('sohop-'));
  const opened = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
  const all = await new Promise((done) => {
    const asked = opened.transaction('papers').objectStore('papers').getAll(); asked.onsuccess = () => done(asked.result); });
  opened.close();
  return all.filter(({ edit }) => edit).map(({ id }) => id);
}"""


@pytest.mark.browser
def test_an_assessor_scores_the_meeting_and_sends_his_sheet_alone(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    server.stop()
    add_people(tmp_path / "data", (("na-don-cham-diem", "Tao Văn Dính", "assessor", NA_DON),))
    server.start()
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        assessor = Secretary(context.pages[0], server.url, MONTH, pictures())
        assessor.log_in("na-don-cham-diem")
        page = assessor.page
        context.set_offline(True)
        page.goto(f"{server.url}/app/meetings/{assessor.key}")
        expect(page.get_by_text("người ghi: bí thư, phó bí thư, thư ký")).to_have_count(3)
        assessor.picture("82-assessor-meeting")
        page.get_by_role("link", name="4. Chấm điểm").click()
        page.get_by_role("link", name="1. Trước khi chấm").click()
        assessor.go_on()
        for row in page.locator("fieldset.score-row").all():
            radios = row.locator("input[type=radio]")
            if radios.count() and not row.locator("input[type=radio]:checked").count():
                radios.first.check()
        assessor.go_on()
        page.get_by_label("Tán thành", exact=True).fill("11")
        page.get_by_label("Không tán thành").fill("0")
        assessor.go_on()
        assessor.check_and_send()
        context.set_offline(False)
        expect(page.get_by_role("link", name="4. Chấm điểm")).to_contain_text("đã nhận", timeout=60_000)
        assert _own(wrong) == []
    context.close()


@pytest.mark.browser
def test_a_secretary_goes_on_from_the_minutes_with_no_signal(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    _urge(server)
    context = open_profile(playwright, tmp_path / "phone")
    with watched(context, server.url) as wrong:
        secretary = Secretary(context.pages[0], server.url, MONTH, pictures())
        secretary.log_in()
        until_it_came(secretary.page, secretary.url, "Đôn đốc")
        context.set_offline(True)
        _hand_out(secretary)
        _resolve(secretary)
        _ask_after_the_tasks(secretary)
        _open_a_thematic_meeting(secretary)
        _answer_the_urge(secretary)
        context.set_offline(False)
        page = secretary.page
        page.goto(f"{server.url}/app/sending")
        page.get_by_role("button", name="Gửi ngay").click()
        page.goto(f"{server.url}/app/meetings/{LAST_KEY}/tasks")
        expect(page.get_by_role("link", name=CONCLUSIONS[0])).to_contain_text("đã nhận", timeout=60_000)
        _tell_of_a_task(secretary)
        assert _own(wrong) == []
    context.close()


def _hand_out(secretary: Secretary) -> None:
    page = secretary.page
    page.goto(f"{secretary.url}/app/meetings/{LAST_KEY}")
    expect(page.get_by_role("link", name="Giao việc theo kết luận")).to_be_visible()
    secretary.picture("73-after-the-meeting")
    page.get_by_role("link", name="Giao việc theo kết luận").click()
    expect(page.get_by_text(CONCLUSIONS[1]).first).to_be_visible()
    secretary.picture("74-hand-out")
    page.get_by_role("button", name="Ký và giao 2 việc").click()
    for one in CONCLUSIONS:  # signed: what is still being written opens on the page where it is written
        expect(page.get_by_role("link", name=one)).to_have_attribute("href", re.compile("/read$"))
        expect(page.get_by_role("link", name=one)).to_contain_text("trên máy này")
    expect(page.get_by_role("button", name=re.compile("Ký và giao"))).to_have_count(0)
    secretary.picture("75-handed-out")


def _resolve(secretary: Secretary) -> None:
    page = secretary.page
    page.goto(f"{secretary.url}/app/meetings/{LAST_KEY}")
    page.get_by_role("link", name="Soạn nghị quyết").click()
    page.get_by_role("link", name="4. II. Nhiệm vụ tháng tới").click()
    expect(page.get_by_label("Nội dung nghị quyết")).to_have_value("Chi bộ thống nhất các việc tháng tới.")
    expect(page.get_by_label("Việc gì").first).to_have_value(CONCLUSIONS[0])
    secretary.picture("76-resolution")


def _ask_after_the_tasks(secretary: Secretary) -> None:
    """The minutes of this month ask after what was handed out."""
    secretary.open_paper("minutes", "last_month")
    page = secretary.page
    expect(page.get_by_label("Việc", exact=True)).to_have_count(2)
    expect(page.get_by_label("Việc", exact=True).last).to_have_value(CONCLUSIONS[1])


def _open_a_thematic_meeting(secretary: Secretary) -> None:
    page = secretary.page
    page.goto(f"{secretary.url}/app/book")
    page.get_by_role("link", name="Mở buổi họp khác").click()
    page.get_by_label("sinh hoạt chuyên đề").check()
    page.get_by_label("Ngày họp").fill(f"{MONTH}-15")
    secretary.picture("77-new-meeting")
    page.get_by_role("button", name="Mở buổi họp").click()
    expect(page.get_by_role("heading", name=f"Chuyên đề {MONTH[5:]}/{MONTH[:4]}")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Chấm điểm"))).to_have_count(0)
    expect(page.get_by_role("link", name="Gửi kế hoạch để đăng ký")).to_be_visible()
    secretary.picture("78-thematic-meeting")
    page.get_by_role("link", name="1. Kế hoạch").click()
    page.get_by_role("link", name="1. Ngày giờ, địa điểm").click()
    expect(page.get_by_label("Ngày họp")).to_have_value(f"{MONTH}-15")
    _rate_it(secretary, f"{MONTH}:thematic:1")


def _rate_it(secretary: Secretary, key: str) -> None:
    """A meeting that need not be scored is offered a sheet once its minutes are begun."""
    page = secretary.page
    page.goto(f"{secretary.url}/app/papers/minutes:{key}/opening")
    page.locator("form").wait_for()
    page.goto(f"{secretary.url}/app/meetings/{key}")
    page.get_by_role("link", name="Chấm điểm buổi này").click()
    page.get_by_role("link", name="1. Trước khi chấm").click()
    expect(page.get_by_role("group", name="Tháng này có sinh hoạt chuyên đề").get_by_label("Có", exact=True)).to_be_checked()
    page.goto(f"{secretary.url}/app/meetings/{key}")
    expect(page.get_by_role("link", name="4. Chấm điểm")).to_be_visible()
    expect(page.get_by_role("link", name="Chấm điểm buổi này")).to_have_count(0)
    secretary.picture("78b-thematic-meeting-rated")
    page.get_by_role("button", name="Bỏ phiếu này").click()
    expect(page.get_by_role("link", name="Chấm điểm buổi này")).to_be_visible()
    page.goto(f"{secretary.url}/app/papers/meeting:{key}/theme")
    expect(page.get_by_text("Trên máy này chưa có kế hoạch chuyên đề của năm.")).to_be_visible()
    _plan_themes(secretary)
    page.goto(f"{secretary.url}/app/papers/meeting:{key}/theme")
    page.get_by_label("Mục trong kế hoạch chuyên đề năm").select_option(label="tháng 11: Giữ gìn đoàn kết trong chi bộ")
    expect(page.get_by_label("Tên chuyên đề")).to_have_value("Giữ gìn đoàn kết trong chi bộ")
    secretary.picture("78c-theme-from-the-plan")


def _plan_themes(secretary: Secretary) -> None:
    page = secretary.page
    page.goto(f"{secretary.url}/app/papers/thematic_plan:{YEAR}/themes")
    page.get_by_role("button", name="Thêm: chuyên đề trong năm").click()
    page.get_by_label("Quý").fill("4")
    page.get_by_label("Tháng", exact=False).first.fill("11")
    page.get_by_label("Tên chuyên đề").fill("Giữ gìn đoàn kết trong chi bộ")
    secretary.saved()


def _answer_the_urge(secretary: Secretary) -> None:
    page: Page = secretary.page
    secretary.open_app()
    secretary.picture("78d-urged")
    page.get_by_role("link", name="Đôn đốc: Biên bản sinh hoạt").click()
    expect(page.get_by_text("Còn thiếu biên bản tháng này.")).to_be_visible()
    secretary.picture("79-urge")
    page.get_by_role("button", name="Trả lời").click()
    expect(page.get_by_label("Ngày trả lời")).to_have_value(str(datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()))
    page.get_by_role("group", name="Tình hình").get_by_label("đang làm", exact=True).check()
    page.get_by_label("Sẽ xong trước ngày").fill(f"{YEAR + 1}-01-05")
    page.get_by_label("Nội dung trả lời").fill("Đã họp, đang ghi biên bản.")
    secretary.picture("80-urge-answer")
    secretary.go_on()
    page.get_by_role("button", name="Ký và gửi").click()
    expect(page.locator(".state").first).to_contain_text("trên máy này")
    secretary.open_app()
    expect(page.get_by_role("heading", name="Đang đến kỳ")).to_be_visible()
    expect(page.get_by_role("link", name="Đôn đốc: Biên bản sinh hoạt")).to_have_count(0)


def _tell_of_a_task(secretary: Secretary) -> None:
    """A task goes on changing after it was sent."""
    page = secretary.page
    page.get_by_role("link", name=CONCLUSIONS[0]).click()
    secretary.picture("81-task")
    page.get_by_role("link", name="Sửa lại").click()
    page.get_by_role("link", name="2. Theo dõi").click()
    page.get_by_role("group", name="Tình trạng").first.get_by_label("đã xong").check()
    secretary.saved()


def _urge(server: Server) -> None:
    office = Phone(server.url, "binh-lu-dang-uy", PASSWORD)
    office.log_in()
    answers = {"to": NA_DON, "what": "Biên bản sinh hoạt", "text": "Còn thiếu biên bản tháng này.", "sent_on": str(TODAY),
               "sent_by": {"name": "Nguyễn Thị Hòa"}}  # fmt: skip
    told = office.exchange([a_paper("urge", URGE.partition(":")[2], answers, unit=BINH_LU, author="binh-lu-dang-uy")])
    office.hang_up()
    assert all(one["ok"] for one in told["results"]), told


def _own(wrong: list[str]) -> list[str]:
    """What is wrong by our own fault: a cut line makes the browser itself complain of the request that failed."""
    return [one for one in wrong if "ERR_INTERNET_DISCONNECTED" not in one]
