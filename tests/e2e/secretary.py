"""What the secretary of the cell does on his phone, step by step, through the screen alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.world import PASSWORD

SAVED = re.compile("đã lưu trên máy")


class Secretary:
    """Holds the phone. `pictures`: a folder for screenshots, or None."""

    def __init__(self, page: Page, url: str, month: str, pictures: Path | None = None) -> None:
        self.page, self.url, self.month, self.pictures = page, url, month, pictures
        self.key = f"{month}:regular:1"

    def picture(self, name: str) -> None:
        if self.pictures is not None:
            self.page.screenshot(path=self.pictures / f"{name}.png")

    def log_in(self, username: str = "na-don-bi-thu") -> None:
        self.page.goto(f"{self.url}/app/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.picture("01-log-in")
        self.page.get_by_role("button", name="Đăng nhập").click()
        expect(self.page.get_by_role("heading", name="Việc cần làm")).to_be_visible()
        # Installed means: every file is in the phone's cache, and last month's papers have come.
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.wait_for_function("caches.keys().then((names) => names.length > 0)")
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")
        expect(self.page.get_by_text("Chi bộ bản Nà Đon")).to_be_visible()

    def open_app(self) -> None:
        self.page.goto(f"{self.url}/app/")
        expect(self.page.get_by_role("heading", name="Việc cần làm")).to_be_visible()

    def open_paper(self, kind: str, section: str) -> None:
        self.page.goto(f"{self.url}/app/papers/{kind}:{self.key}/{section}")
        self.page.locator("form").wait_for()

    def go_on(self) -> None:
        before = self.page.url
        self.page.get_by_role("button", name="Tiếp tục").click()
        self.page.wait_for_url(lambda url: url != before)
        self.arrived()

    def arrived(self) -> None:
        """What is on the screen belongs to the address, which changes first."""
        expect(self.page.locator("body")).to_have_attribute("aria-busy", "false")

    def saved(self) -> None:
        """What was typed is on disk."""
        expect(self.page.locator(".save-line")).to_contain_text(SAVED)

    def plan(self) -> None:
        self.page.get_by_role("link", name=f"Sinh hoạt thường kỳ và gửi biên bản, tháng {self.month[5:]}/{self.month[:4]}").click()
        self.picture("03-meeting-empty")
        self.page.get_by_role("link", name="1. Kế hoạch").click()
        self.page.get_by_role("link", name="1. Ngày giờ, địa điểm").click()
        expect(self.page.get_by_label("Địa điểm")).to_have_value("Nhà văn hóa bản Nà Đon")
        self.page.get_by_label("Ngày họp").fill(str(date.today()))
        self.picture("04-plan-prefilled")
        self.go_on()
        self.go_on()
        self.page.get_by_role("button", name="Thêm: nội dung").click()
        self.page.get_by_label("Nội dung").fill("Bàn việc thu hoạch lúa mùa, làm đường nội bản")
        self.go_on()
        self.page.get_by_role("group", name="Đã báo cho mọi đảng viên").get_by_label("Có", exact=True).check()
        self.go_on()

    def roll_call(self) -> None:
        self.open_paper("roll_call", "members")
        expect(self.page.locator(".roll-row")).to_have_count(14)
        self.page.get_by_role("group", name="Vàng Văn Sơn").get_by_label("Vắng có lý do").check()
        self.page.get_by_label("Lý do vắng").select_option("work")
        expect(self.page.locator(".bar")).to_contain_text("Có mặt 12/13")
        self.picture("05-roll-call")
        self.go_on()

    def minutes_to_discussion(self) -> None:
        self.open_paper("minutes", "opening")
        self.page.get_by_label("Bắt đầu lúc").fill("19:30")
        self.go_on()
        self.page.get_by_role("group", name="Chi bộ nhất trí chương trình").get_by_label("Có", exact=True).check()
        self.go_on()
        self.page.get_by_label("Nội dung đã thông tin, quán triệt").fill("Thông tin thời sự; đọc bản tin sinh hoạt chi bộ.")
        self.go_on()
        self.page.get_by_label("Tư tưởng đảng viên, dư luận nhân dân").fill("Tư tưởng ổn định, bà con phấn khởi vì được mùa.")
        self.picture("06-minutes-ideology")
        self.go_on()
        expect(self.page.get_by_label("Việc", exact=True).first).to_have_value("Vận động bà con dọn vệ sinh đường nội bản")
        for group in self.page.locator("fieldset.choices").all():
            group.get_by_label("đã xong").check()
        self.go_on()
        self.page.get_by_label("Dự thảo nhiệm vụ, giải pháp").fill("Gặt lúa mùa, làm ngô đông, sửa đường nội bản.")
        self.go_on()
        self.go_on()

    def speech(self, speaker: str, gist: str) -> None:
        self.page.get_by_role("button", name="Thêm: ý kiến phát biểu").click()
        self.page.get_by_label("Người phát biểu").last.fill(speaker)
        self.page.get_by_label("Nội dung").last.fill(gist)

    def minutes_to_the_end(self) -> None:
        self.open_paper("minutes", "conclusion")
        self.page.get_by_label("Kết luận của người chủ trì").fill("Nhất trí các việc tháng tới, giao từng đồng chí phụ trách.")
        self.page.get_by_role("button", name="Thêm: việc phải làm").click()
        self.page.get_by_label("Việc gì").fill("Vận động các hộ gặt lúa mùa trước ngày 20")
        self.page.get_by_label("Ai làm").fill("Hoàng Thị Phượng")
        self.page.get_by_label("Xong ngày nào").fill(f"{self.month}-28")
        self.picture("08-conclusion")
        self.go_on()
        self.page.get_by_role("button", name="Thêm: nội dung biểu quyết").click()
        self.page.get_by_label("Nội dung", exact=True).fill("Thông qua kết luận")
        self.page.get_by_label("giơ tay").check()
        self.page.get_by_label("Tán thành", exact=True).fill("11")
        self.page.get_by_label("Không tán thành").fill("0")
        self.go_on()
        self.page.get_by_label("Kết thúc lúc").fill("21:10")
        self.page.get_by_role("group", name="Đã đọc lại và chi bộ nhất trí").get_by_label("Có", exact=True).check()
        self.go_on()

    def score(self) -> None:
        self.open_paper("score_sheet", "basis")
        self.go_on()
        expect(self.page.locator(".score-why").first).to_contain_text("Máy tự tính")
        for row in self.page.locator("fieldset.score-row").all():
            radios = row.locator("input[type=radio]")
            if radios.count() and not row.locator("input[type=radio]:checked").count():
                radios.first.check()
        expect(self.page.locator(".band")).to_contain_text("Tốt")
        self.picture("09-score-sheet")
        self.go_on()
        self.page.get_by_label("Tán thành", exact=True).fill("11")
        self.page.get_by_label("Không tán thành").fill("0")
        self.go_on()

    def check_and_send(self) -> None:
        self.page.goto(f"{self.url}/app/meetings/{self.key}/check")
        expect(self.page.get_by_role("heading", name="Kiểm tra trước khi gửi")).to_be_visible()
        self.picture("10-check")
        expect(self.page.locator(".error-summary")).to_have_count(0)
        self.page.get_by_role("button", name="Ký và gửi").click()
        self.page.wait_for_url(f"**/app/meetings/{self.key}")
        self.arrived()
