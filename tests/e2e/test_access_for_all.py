"""axe-core on every page of the phone and of the office; WCAG 2.2 AA and best practices."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from sync.merging.questions import question_id
from tests.e2e.observing import LEADER, OBSERVER, TEAM, Observer, add_team, assignment
from tests.e2e.pushing import push, until_it_came
from tests.e2e.secretary import Secretary
from tests.support.chromium import OFFICE, open_profile
from tests.support.phone import a_paper
from tests.support.server import TOP, Server
from tests.support.world import BINH_LU, NA_DON, PASSWORD

MONTH = date.today().strftime("%Y-%m")
AXE = (TOP / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
LAST = (date.today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
OLDER = f"{MONTH}:extraordinary:1"
BOTH = f"{MONTH}:committee:1"
GUIDE, URGE = "01JQ0000000000000000000301", "01JQ0000000000000000000302"
PHONE_PAGES = ("", "book", "library", "me", "reminders", "sending", "members", "meetings/new", f"meetings/{LAST}:regular:1", f"meetings/{LAST}:regular:1/tasks",
               f"meetings/{MONTH}:regular:1", f"papers/meeting:{MONTH}:regular:1/when",
               f"papers/roll_call:{MONTH}:regular:1/members", f"papers/minutes:{MONTH}:regular:1", f"papers/minutes:{MONTH}:regular:1/last_month",
               f"papers/minutes:{MONTH}:regular:1/votes", f"papers/score_sheet:{MONTH}:regular:1/scores", f"meetings/{MONTH}:regular:1/check",
               f"papers/minutes:{LAST}:regular:1/read", f"papers/meeting:{OLDER}", f"papers/meeting:{OLDER}/move", f"papers/meeting:{MONTH}:thematic:1/theme",
               f"papers/handbook_upload:{LAST}:regular:1/before",
               f"papers/read_mark:{GUIDE}/mark", "search", "search?q=duong", f"library/copy:{BINH_LU}:orientation:{GUIDE}",
               f"library/copy:{BINH_LU}:urge:{URGE}", f"papers/urge_answer:{URGE}/answer")  # fmt: skip


def _two_wrote(server: Server) -> str:
    """The address of the question about minutes that two have written."""
    said = {"na-don-bi-thu": ("Nhất trí cả.", "Nhà văn hóa"), "na-don-thu-ky": ("Chưa nhất trí, bàn lại.", "Nhà văn hóa")}
    papers = [a_paper("minutes", BOTH, {"conclusion": text, "place": place}, unit=NA_DON, author=who, state="draft")
              for who, (text, place) in said.items()]  # fmt: skip
    for paper in papers:
        push(server, paper["author"], paper)
    return f"questions/{question_id(papers[0]['_id'], [paper['_rev'] for paper in papers])}"


def _until_asked(page: Page, url: str) -> None:
    for _ in range(20):
        page.goto(f"{url}/app/sending")
        page.get_by_role("button", name="Gửi ngay").click()
        page.goto(f"{url}/app/")
        page.locator(".rows").first.wait_for()
        if page.get_by_role("link", name="Hai máy ghi khác nhau ở 1 chỗ").count():
            return
    raise AssertionError("no question came")


def violations(page: Page) -> list[str]:
    """What axe-core finds, one line each."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((told) => told.violations)")
    return [f"{one['id']}: {one['help']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def _what_is_there(server: Server) -> None:
    """A draft under an older version of its form, an orientation and an urging from the commune."""
    office = {"level": "commune", "paper_kind": "library", "issued_on": f"{MONTH}-01", "title": "Hướng dẫn ghi sổ", "text": "Ghi đủ các bước."}
    urge = {"to": NA_DON, "what": "Biên bản", "text": "Còn thiếu biên bản.", "sent_on": f"{MONTH}-01", "sent_by": {"name": "Nguyễn Thị Hòa"}}
    push(server, "na-don-bi-thu", a_paper("meeting", OLDER, {"place": "Nhà văn hóa"}, unit=NA_DON, author="na-don-bi-thu", state="draft"))
    push(server, "binh-lu-dang-uy", *(a_paper(kind, key, answers, unit=BINH_LU, author="binh-lu-dang-uy")
                                      for kind, key, answers in (("orientation", GUIDE, office), ("urge", URGE, urge))))  # fmt: skip


@pytest.mark.browser
def test_the_phones_pages_have_no_violation(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    _what_is_there(server)
    asked = _two_wrote(server)
    context = open_profile(playwright, tmp_path / "phone", bypass_csp=True)
    page = context.pages[0]
    page.goto(f"{server.url}/app/log-in")
    page.locator("#username").wait_for()
    found = {"log-in": violations(page)}
    Secretary(page, server.url, MONTH).log_in()
    until_it_came(page, server.url, "Hướng dẫn ghi sổ", "Đôn đốc")
    _until_asked(page, server.url)
    for path in (*PHONE_PAGES, f"papers/minutes:{BOTH}", asked):
        page.goto(f"{server.url}/app/{path}")
        page.locator("h1[tabindex]").wait_for()
        found[path] = violations(page)
    page.get_by_role("button", name="Chọn xong").click()
    page.locator("#error-summary").wait_for()
    page.get_by_label("Ghi khác").check()
    page.get_by_label("Ghi lại cho đúng").wait_for()
    found["own words"] = violations(page)
    page.get_by_role("button", name="Chọn xong").click()
    page.get_by_role("button", name="Chọn lại").or_(page.get_by_role("link", name="Xem giấy")).wait_for()
    found["answered"] = violations(page)
    page.goto(f"{server.url}/app/papers/minutes:{MONTH}:regular:1/conclusion")
    page.get_by_role("button", name="Tiếp tục").click()
    page.locator("#error-summary").wait_for()
    found["errors"] = violations(page)
    context.close()
    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.browser
def test_an_observers_pages_have_no_violation(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    server.stop()
    add_team(tmp_path / "data")
    server.start()
    push(server, LEADER, a_paper("assignment", MONTH, assignment(MONTH, str(date.today())), unit=TEAM, author=LEADER))
    context = open_profile(playwright, tmp_path / "phone", bypass_csp=True)
    observer = Observer(context.pages[0], server.url, MONTH)
    observer.log_in_as(OBSERVER)
    found = {}
    for path in ("", "visits/new", "book", "library"):
        observer.page.goto(f"{server.url}/app/{path}")
        observer.page.locator("h1[tabindex]").wait_for()
        found[path] = violations(observer.page)
    observer.page.goto(f"{server.url}/app/papers/visit:{NA_DON}:{MONTH}:regular:1:{OBSERVER}")
    observer.attended()
    found["steps"] = violations(observer.page)
    context.close()
    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.browser
def test_the_offices_pages_have_no_violation(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    context = open_profile(playwright, tmp_path / "office", size=OFFICE, bypass_csp=True)
    page = context.pages[0]
    page.goto(f"{server.url}/log-in")
    found = {"log-in": violations(page)}
    page.get_by_label("Tên đăng nhập").fill("binh-lu-dang-uy")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"**/units/{BINH_LU}")
    # With the form for a review: last month's minutes wait for one.
    sent = f"units/{NA_DON}/papers/minutes:{date.today().replace(day=1) - timedelta(days=1):%Y-%m}:regular:1"
    for path in (f"units/{BINH_LU}", f"units/{NA_DON}/papers", sent, f"units/{BINH_LU}/reviews", f"units/{BINH_LU}/calls",
                 f"units/{BINH_LU}/calls/{NA_DON}", f"units/{BINH_LU}/reminders", "search", "search?q=duong", "search?q=khong+co",
                 "units/khong-co"):
        page.goto(f"{server.url}/{path}")
        found[path] = violations(page)
    context.close()
    assert {path: told for path, told in found.items() if told} == {}
