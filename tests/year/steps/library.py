"""Papers from above: published at an office, on every phone below without being asked for, read, discussed, and marked so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from tests.year.commune import Commune
from tests.year.meeting_papers import complete, rows
from tests.year.phones import CarriedPhone
from tests.year.places import BOARD, COMMUNE, OFFICER, PROVINCE, STANDING, TEAM_LEADER, Village
from tests.year.rows import row
from tests.year.steps.cells import key
from tests.year.steps.observing import new_paper


async def publish(c: Commune, username: str, unit: str, **answers: Any) -> str:
    """An orientation or library paper of that office; its id."""
    paper = await new_paper(c, username, unit, "orientation")
    shown = await (await c.desk(username)).write(unit, paper, **answers)
    assert answers["title"] in shown.words
    await c.settle()
    return paper


async def _phones(c: Commune, cells: Collection[Village]) -> list[CarriedPhone]:
    found = [await c.phone(one.secretary) for one in cells]
    for phone in found:
        await phone.sync()
    return [phone for phone in found if not phone.away]


@row("R28")
async def send_the_letter(c: Commune) -> None:
    """The letter goes to everybody below the province it came from: committees, teams and cells, and lies on their phones."""
    paper = await publish(
        c, BOARD, PROVINCE, paper_kind="library", number="824-CV/HU", title="Nâng cao chất lượng sinh hoạt chi bộ",
        summary="Nơi nhận: các đảng ủy xã, các tổ dự sinh hoạt, các chi bộ.", issued_on="2026-01-01",
    )  # fmt: skip
    for phone in (*await _phones(c, [*c.cells, c.base]), await c.phone(TEAM_LEADER)):
        await phone.sync()
        assert phone.answers(f"copy:{PROVINCE}:{paper}")["number"] == "824-CV/HU"


@row("R01")
async def study_the_directive(c: Commune) -> str:
    """The conclusion on meetings and the directive that took its place lie in the library, and the cells say which they discussed."""
    old = await publish(c, OFFICER, COMMUNE, paper_kind="library", number="18-KL/TW", title="Kết luận về sinh hoạt chi bộ",
                        summary="Tiếp tục thực hiện Chỉ thị 10-CT/TW.", valid_to="2025-07-22")  # fmt: skip
    new = await publish(
        c, OFFICER, COMMUNE, level="central", paper_kind="library", number="50-CT/TW", title="Chỉ thị về sinh hoạt chi bộ",
        summary="Đổi mới nội dung, phương thức sinh hoạt.", must_discuss=True, discuss_by="2026-02-28", supersedes=old,
    )  # fmt: skip
    for phone in await _phones(c, c.cells):
        assert phone.answers(f"copy:{COMMUNE}:{new}")["supersedes"] == old
    return new


@row("R01")
async def mark_as_discussed(c: Commune, paper: str, month: str, *, but: Collection[str] = ()) -> None:
    """Each cell marks the paper read, and names the meeting in which it was discussed; the commune reads the mark."""
    await _mark(c, paper, month, [one for one in c.cells if one.slug not in but])


@row("R02")
async def study_the_plan(c: Commune, month: str) -> None:
    """The plan on the resolution about grass-roots organisations: published, discussed, marked."""
    paper = await publish(c, OFFICER, COMMUNE, paper_kind="library", number="147-KH/HU", title="Thực hiện Nghị quyết 21-NQ/TW",
                          summary="Củng cố, xây dựng tổ chức cơ sở đảng.", must_discuss=True, discuss_by=f"{month}-28")  # fmt: skip
    await _mark(c, paper, month, c.cells[:6])


async def _mark(c: Commune, paper: str, month: str, cells: Sequence[Village]) -> None:
    for cell in cells:
        phone = await c.phone(cell.secretary)
        await phone.sync()
        assert f"copy:{COMMUNE}:{paper}" in {id for _, id in phone.held}
        mark = {"of": paper, "read_on": f"{c.clock.now():%Y-%m-%d}", "reader": {"name": phone.person},
                "discussed_in": f"meeting:{key(month)}", "text": "Chi bộ đã thảo luận, liên hệ việc của bản."}  # fmt: skip
        phone.write(paper.replace("orientation:", "read_mark:"), complete(c.catalogue, "read_mark", mark))
        await phone.sync()
    page = await (await c.desk(OFFICER)).open(f"/units/{cells[0].unit}/papers/{paper.replace('orientation:', 'read_mark:')}")
    assert "Chi bộ đã thảo luận" in page.words


@row("R03")
async def pass_on_guidance(c: Commune) -> None:
    """Guidance of the province reaches the cells of every commune, with the day from which it holds."""
    paper = await publish(
        c, BOARD, PROVINCE, paper_kind="library", number="03-HD/BTCTU", title="Hướng dẫn nội dung, các bước sinh hoạt",
        text="Các bước của buổi sinh hoạt thường kỳ và chuyên đề.", valid_from="2026-02-01", level="province",
    )  # fmt: skip
    for phone in await _phones(c, c.cells):
        told = phone.answers(f"copy:{PROVINCE}:{paper}")
        assert (told["level"], told["valid_from"]) == ("province", "2026-02-01")


@row("R07")
async def orient(c: Commune, month: str) -> str:
    """Before the month begins the commune says what its cells should speak about, with themes; every phone has it by then."""
    themes = [{"_id": "t1", "month": month, "theme": "Giữ rừng, phòng cháy mùa khô", "why": "Hai bản giáp rừng"}]
    paper = await publish(
        c, OFFICER, COMMUNE, paper_kind="orientation", title=f"Định hướng sinh hoạt tháng {month[5:]}/{month[:4]}",
        summary="Thông tin thời sự; việc mùa vụ; an ninh trật tự.", months=[{"_id": "m1", "month": month}], themes=themes,
    )  # fmt: skip
    for phone in await _phones(c, c.cells):
        assert phone.answers(f"copy:{COMMUNE}:{paper}")["themes"][0]["theme"] == themes[0]["theme"]
    return paper


async def publish_duties(c: Commune) -> str:
    """What those who sit in have to do and may do."""
    return await publish(c, OFFICER, COMMUNE, paper_kind="library", number="01-QĐi/HU", summary="Dự, theo dõi, hướng dẫn; mỗi tháng hai chi bộ.",
                         title="Nhiệm vụ, quyền hạn của người dự sinh hoạt")  # fmt: skip


@row("R05")
async def spread_a_practice(c: Commune, cell: Village) -> None:
    """A cell tells what works; the commune makes it a good practice of its own, and every cell has it."""
    phone = await c.phone(cell.secretary)
    await phone.sync()
    own = phone.new_id("good_practice")
    answers = {"title": "Họp tối, gửi nội dung trước", "what": "Gửi nội dung trước ba ngày.", "result": "Đông hơn, nói nhiều hơn.",
               "lesson": "Hỏi bà con trước khi chọn giờ.", "may_share": True, "tags": rows({"tag": "giờ họp"})}  # fmt: skip
    phone.write(own, complete(c.catalogue, "good_practice", answers))
    await phone.sync()
    officer = await c.desk(OFFICER)
    assert "Đồng ý" in (await officer.review(cell.unit, own, "accepted")).words
    shared = await new_paper(c, OFFICER, COMMUNE, "good_practice")
    await officer.write(COMMUNE, shared, title=answers["title"], what=answers["what"], result=answers["result"],
                        lesson=f"Theo Chi bộ {cell.name}.", may_share=True)  # fmt: skip
    await c.settle()
    for one in await _phones(c, c.cells):
        assert one.answers(f"copy:{COMMUNE}:{shared}")["lesson"] == f"Theo Chi bộ {cell.name}."
    page = await (await c.desk(STANDING)).open(f"/units/{COMMUNE}/papers/{shared}")
    assert "Họp tối" in page.words
