"""A team of observers beside the small world, and what one of them does on his phone, step by step, through the screen alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from server.security.passwords import Argon2Passwords
from sync.domain.documents import workspace
from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.directory import ACCOUNTS, UNITS
from tests.e2e.secretary import Secretary
from tests.support.world import BINH_LU, NA_DON, PASSWORD, a_unit

TEAM, OBSERVER, LEADER = "to-du-binh-lu", "to-vien", "to-truong"
SEEN = "Nhiều ý kiến sát thực tế, có tự phê bình."


def add_team(data: Path) -> None:
    """The team with its leader and one observer, in a data folder that no server has open."""
    team = a_unit(TEAM, "Tổ dự sinh hoạt số 1", "observer_team", BINH_LU)
    add_people(data, ((OBSERVER, "Nguyễn Văn Tài", "observer", TEAM), (LEADER, "Phạm Thị Liên", "team_leader", TEAM)), team)


def add_people(data: Path, people: Sequence[tuple[str, str, str, str]], *units: dict[str, Any]) -> None:
    """People by username, name, role and unit, and units, in a data folder that no server has open."""

    async def fill() -> None:
        store = await SqliteStore.open(data / "sohop.sqlite")
        for unit in units:
            await store.write(UNITS, [Write(unit, mode="edit")])
            await store.create_database(workspace(unit["unit"]))
        hashed = await Argon2Passwords().hash(PASSWORD)
        for username, name, role, home in people:
            account = {"_id": f"account:{username}", "kind": "account", "username": username, "name": name, "password_hash": hashed,
                       "roles": [{"role": role, "unit": home, "from": "2020-01-01", "to": None}], "lang": "vi", "phone": ""}  # fmt: skip
            await store.write(ACCOUNTS, [Write(account, mode="edit")])
        await store.close()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: asyncio.run(fill())).result()


def assignment(month: str, day: str) -> dict[str, Any]:
    row = {"_id": "1", "username": OBSERVER, "name": "Nguyễn Văn Tài", "cell": NA_DON, "meeting": f"meeting:{month}:regular:1",
           "date": day, "start_time": "19:30", "note": "Xem sổ họp"}  # fmt: skip
    return {"month": month, "assigned_on": f"{month}-01", "assigned_by": {"name": "Phạm Thị Liên"}, "rows": [row]}


class Observer(Secretary):
    """Holds the observer's phone."""

    def log_in_as(self, username: str) -> None:
        page = self.page
        page.goto(f"{self.url}/app/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", name="Việc cần làm")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("caches.keys().then((names) => names.length > 0)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")

    def answer(self, group: str, choice: str) -> None:
        self.page.get_by_role("group", name=group).get_by_label(choice, exact=True).check()

    def write(self, answers: Sequence[tuple[str, str]]) -> None:
        for label, text in answers:
            self.page.get_by_label(label, exact=True).fill(text)

    def attended(self) -> None:
        """Down to the steps of the meeting."""
        self.answer("Đã dự buổi họp", "Có")
        self.go_on()
        self.write((("Đến lúc", "19:20"), ("Số đảng viên có mặt", "12"), ("Tổng số đảng viên phải dự", "13")))
        self.go_on()
        step = self.page.get_by_role("group", name="thảo luận, tự phê bình và phê bình")
        step.get_by_label("Thực hiện").select_option(label="có, đúng yêu cầu")
        step.get_by_label("Nhận xét").fill(SEEN)
        self.saved()

    def judged(self) -> None:
        """From the quality of the meeting to the end."""
        self.write((("Công tác chuẩn bị", "4"), ("Nội dung sát với thực tiễn", "4")))
        self.answer("Kết luận của người chủ trì rõ ràng, cụ thể", "Có")
        self.go_on()
        self.answer("Sổ họp chi bộ", "lập đủ, ghi đúng quy định")
        self.go_on()
        self.write((("Ý kiến đã đóng góp tại buổi họp", "Nên giao việc rõ người, rõ ngày."),))
        self.go_on()
        self.write((("Ưu điểm (nếu có)", "Đảng viên phát biểu nhiều."),))
        self.go_on()
        self.answer("Xếp loại đề nghị", "Tốt")
        self.go_on()
        self.go_on()
