"""What the cells do every month: send the plan of the meeting, hold it, keep their books, rate themselves.

Each paper is written on the phone of whoever writes it in a village; what is odd about a month is told by its caller.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from tests.year import meeting_papers as papers
from tests.year.commune import Commune
from tests.year.meeting_papers import Json
from tests.year.phones import CarriedPhone
from tests.year.places import OFFICER, Village
from tests.year.rows import row
from tests.year.steps.owed import told

TIME = "19:30"


def day_of(cell: Village, month: str) -> str:
    """The evening on which the cell meets: the third, fourth or fifth."""
    return f"{month}-{3 + cell.place % 3:02}"


def key(month: str, type: str = "regular") -> str:
    return f"{month}:{type}:1"


@row("R06")
async def register(c: Commune, month: str, *, but: Collection[str] = ()) -> None:
    """Every cell sends the plan of its regular meeting and gets a receipt, but those named."""
    for cell in c.cells:
        if cell.slug not in but:
            phone = await c.phone(cell.secretary)
            phone.write(f"meeting:{key(month)}", papers.plan(cell, day_of(cell, month), TIME))
            await phone.sync()
            assert phone.away or phone.receipts[cell.unit, f"meeting:{key(month)}"]["number"]


async def register_late(c: Commune, cell: Village, month: str) -> None:
    """A plan that comes when the schedule has been sent."""
    phone = await c.phone(cell.secretary)
    phone.write(f"meeting:{key(month)}", papers.plan(cell, day_of(cell, month), TIME))
    await phone.sync()


@row("R06")
async def hold_meetings(
    c: Commune,
    month: str,
    *,
    silent: Collection[str] = (),
    late: Collection[str] = (),
    tardy: Collection[str] = (),
    themed: bool = False,
) -> None:
    """The regular meetings of the month, in the order of their evenings, that of the cell under the province among them. A `silent`
    cell does not meet; a `late` one writes at once and sends a week after, a `tardy` one writes only then; an `away` phone keeps its
    papers."""
    for cell in sorted((*c.cells, c.base), key=lambda one: (day_of(one, month), one.place)):
        if cell.slug not in (*silent, *tardy):
            c.go_on(day_of(cell, month), "21:40")
            await hold_meeting(c, cell, month, themed=themed, send=cell.slug not in late)
    await c.at(f"{month}-06" if not (late or tardy) else f"{month}-12", "07:00")
    for cell in c.cells:
        if cell.slug in tardy:
            await hold_meeting(c, cell, month, themed=themed)
        if cell.slug in (*late, *tardy):
            for username in (cell.note_taker, cell.secretary):
                await (await c.phone(username)).sync()
            found = await told(c, OFFICER, cell.unit)
            met = found[f"obligation:regular_minutes:{month}"]["status"]
            assert met == ("late_by_network" if cell.slug in late else "done_late")


async def lose_the_signal(c: Commune, cell: Village, *, slow: timedelta) -> None:
    """The village has no signal from now on, and the clocks of its phones are behind."""
    for username in (cell.secretary, cell.note_taker):
        phone = await c.phone(username)
        await phone.sync()
        phone.away, phone.slow = True, slow


@row("R06")
async def find_the_signal(c: Commune, cell: Village, month: str) -> None:
    """After months the phones send all they hold, with the times of their own clock: late by the network, not by the cell."""
    for username in (cell.note_taker, cell.secretary):
        phone = await c.phone(username)
        assert phone.waiting
        phone.away = False
        await phone.sync()
    owed = await told(c, OFFICER, cell.unit)
    minutes = owed[f"obligation:regular_minutes:{month}"]
    assert (minutes["status"], minutes["clock"]) == ("late_by_network", "device")


async def hold_meeting(c: Commune, cell: Village, month: str, *, themed: bool = False, send: bool = True) -> None:
    """Roll call and minutes on the note-taker's phone, the points on the secretary's or the assessor's."""
    note, other = await c.phone(cell.note_taker), await c.phone(rater(cell, month))
    if send:
        await note.sync()
        await other.sync()
    planned = note.held.get((cell.unit, f"meeting:{key(month)}"))
    answers = planned["answers"] if planned else papers.plan(cell, day_of(cell, month), TIME)
    roll = papers.complete(
        c.catalogue, "roll_call", papers.roll_call(cell, note.papers("member"), away=cell.chance.randint(0, 2))
    )
    said = papers.complete(c.catalogue, "minutes", papers.minutes(cell, answers, roll))
    note.write(f"roll_call:{key(month)}", roll)
    note.write(f"minutes:{key(month)}", said)
    sheet = papers.score_sheet(cell, roll, said, c.catalogue, thematic_month=themed, weak=cell.chance.choice((0, 0, 1, 2, 6)))
    other.write(f"score_sheet:{key(month)}", papers.complete(c.catalogue, "score_sheet", sheet))
    if send:
        await note.sync()
        await other.sync()


def rater(cell: Village, month: str) -> str:
    """Who brings the score sheet: in Km 2 the member who was asked to mark it, in Nà Cà the deputy in summer."""
    if cell.slug == "km-2":
        return cell.assessor
    return cell.deputy if cell.slug == "na-ca" and month in ("2026-06", "2026-07") else cell.secretary


@row("R10")
async def give_official_bands(c: Commune, month: str, *, but: Collection[str] = ()) -> None:
    """The office agrees to each sheet that came, with its own band beside the cell's, and the cell's phone is told."""
    officer = await c.desk(OFFICER)
    for cell in c.cells:
        phone = await c.phone(cell.secretary)
        sheet = f"score_sheet:{key(month)}"
        if cell.slug in but or phone.away:
            continue
        await phone.sync()
        if (cell.unit, sheet) not in phone.held:
            continue
        own = phone.answers(sheet)["band"]
        official = "fair" if own == "good" and cell.chance.random() < 0.3 else own
        await officer.decide(cell.unit, sheet, "accepted", band=official)
        await phone.sync()
        assert review_of(phone, sheet)["answers"]["official_band"] == official
        assert phone.answers(sheet)["band"] == own
    page = await officer.open(f"/units/{c.cells[0].unit}/papers/score_sheet:{key(month)}")
    assert "Tự chấm" in page.words and "Cấp trên xếp loại" in page.words


def review_of(phone: CarriedPhone, paper: str) -> Json:
    """The review of the revision that the phone holds."""
    rev = phone.held[phone.home, paper]["_rev"]
    return phone.held[phone.home, f"review:{paper}:{rev.partition('-')[2][:8]}"]
