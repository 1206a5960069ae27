"""The pages of people, and everybody's own password."""

from __future__ import annotations

import pytest

from tests.server.administration.desk import OWN, PEOPLE, send, site, told_password, words
from tests.support.site import Running
from tests.support.world import BINH_LU, NA_DON, PASSWORD

assert site
PANH = f"{PEOPLE}/na-don-bi-thu"


async def log_in(site: Running, username: str, password: str) -> int:
    answer = await site.client().post("/api/session", json={"username": username, "password": password})
    return answer.status_code


async def test_a_person_is_added_with_a_password_that_is_shown_once(site: Running) -> None:
    client = await site.office("quan-tri")
    fields = {"name": "Lò Thị Đính", "username": "", "role": "secretary", "unit": NA_DON, "from": "2026-11-01", "to": ""}
    answer = await send(client, PEOPLE, do="add", **fields)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert await log_in(site, "lo-thi-dinh", told_password(answer)) == 200
    assert "new-password" not in (await client.get(f"{PEOPLE}/lo-thi-dinh")).text


async def test_problems_with_a_new_person_are_told(site: Running) -> None:
    client = await site.office("quan-tri")
    fields = {"name": "", "username": "na-don-bi-thu", "role": "secretary", "unit": BINH_LU, "from": "2026-11-01"}
    answer = await send(client, PEOPLE, do="add", **fields)
    assert answer.status_code == 422 and "Còn 2 chỗ chưa đúng" in words(answer)
    assert 'href="#add-name"' in answer.text and 'href="#add-role"' in answer.text


async def test_a_new_password_ends_the_old_one_and_every_session(site: Running) -> None:
    phone, client = await site.phone("na-don-bi-thu"), await site.office("quan-tri")
    answer = await send(client, PANH, do="reset")
    assert (await phone.get("/api/units")).status_code == 401
    assert await log_in(site, "na-don-bi-thu", PASSWORD) == 401
    assert await log_in(site, "na-don-bi-thu", told_password(answer)) == 200


async def test_credentials_that_a_peer_was_known_by_end_as_well(site: Running) -> None:
    peer = site.client()
    auth = ("na-don-bi-thu", PASSWORD)
    assert (await peer.get(f"/couch/ws-{NA_DON}", auth=auth)).status_code == 200
    await send(await site.office("quan-tri"), PANH, do="reset")
    assert (await peer.get(f"/couch/ws-{NA_DON}", auth=auth)).status_code == 401


async def test_one_phone_is_locked_and_the_others_go_on(site: Running) -> None:
    lost, kept, client = await site.phone("na-don-bi-thu"), await site.phone("na-don-bi-thu"), await site.office("quan-tri")
    page = await client.get(PANH)
    assert page.text.count('value="lock"') == 2
    first = page.text.partition('name="session" value="')[2].partition('"')[0]
    assert (await send(client, PANH, do="lock", session=first)).status_code == 303
    assert sorted([(await phone.get("/api/units")).status_code for phone in (lost, kept)]) == [200, 401]
    assert (await client.get(PANH)).text.count('value="lock"') == 1


async def test_a_deactivated_person_is_out_at_once(site: Running) -> None:
    phone, client = await site.phone("na-don-bi-thu"), await site.office("quan-tri")
    assert (await send(client, PANH, do="deactivate")).status_code == 303
    assert (await phone.get("/api/units")).status_code == 401
    assert "Tài khoản đã ngừng từ ngày 23/11/2026." in words(await client.get(PANH))


async def test_a_role_is_given_and_ended(site: Running) -> None:
    client = await site.office("quan-tri")
    given = {"do": "give", "role": "commune_leader", "unit": BINH_LU, "from": "01/12/2026", "to": "31/12/2026"}
    assert (await send(client, PANH, **given)).status_code == 303
    assert "Lãnh đạo đảng ủy xã Đảng ủy xã Bình Lư 01/12/2026 31/12/2026" in words(await client.get(PANH))
    ended = {"do": "end", "held": f"commune_leader|{BINH_LU}|2026-12-01|2026-12-31", "to": "2026-12-05"}
    assert (await send(client, PANH, **ended)).status_code == 303
    assert "01/12/2026 05/12/2026" in words(await client.get(PANH))
    assert (await send(client, PANH, **ended)).status_code == 422


async def test_everybody_changes_his_own_password(site: Running) -> None:
    other, client = await site.phone("na-don-bi-thu"), await site.office("na-don-bi-thu")
    fresh = "mot-mat-khau-moi"
    wrong = await send(client, OWN, do="password", old="sai", new=fresh, again=fresh)
    assert wrong.status_code == 422 and "Mật khẩu đang dùng không đúng." in words(wrong) and fresh not in wrong.text
    short = await send(client, OWN, do="password", old=PASSWORD, new="ngan", again="khac")
    assert "Còn 2 chỗ chưa đúng" in words(short)
    assert (await send(client, OWN, do="password", old=PASSWORD, new=fresh, again=fresh)).status_code == 303
    assert (await client.get(OWN)).status_code == 200
    assert (await other.get("/api/units")).status_code == 401
    assert await log_in(site, "na-don-bi-thu", fresh) == 200


async def test_guessing_the_old_password_is_slowed_down(site: Running) -> None:
    client = await site.office("na-don-bi-thu")
    told = [words(await send(client, OWN, do="password", old="sai", new="x" * 12, again="x" * 12)) for _ in range(6)]
    assert "Nhập sai quá nhiều lần." in told[-1] and "Nhập sai quá nhiều lần." not in told[0]


GIVEN = {"do": "give", "role": "commune_leader", "unit": BINH_LU, "from": "01/12/2026", "to": "31/12/2026"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"from": "31/02/2026"}, "“31/02/2026” không phải là ngày."), ({"from": ""}, "Chưa ghi mục này."),
     ({"from": "01/12/2026", "to": "30/11/2026"}, "ngày cuối ở trước ngày đầu"),
     ({"from": "31/12/2026", "to": ""}, "đã giữ vai trò này ở đơn vị này trong thời gian đó"),
     ({"from": "01/11/2026", "to": "01/12/2026"}, "đã giữ vai trò này ở đơn vị này trong thời gian đó")],
)  # fmt: skip
async def test_wrong_dates_and_overlapping_times_are_told_and_change_nothing(site: Running, fields: dict[str, str], sentence: str) -> None:
    client = await site.office("quan-tri")
    assert (await send(client, PANH, **GIVEN)).status_code == 303
    before = await site.store.range("accounts", "account:", "account;")
    answer = await send(client, PANH, **(GIVEN | fields))
    assert answer.status_code == 422 and sentence in words(answer), words(answer)
    assert await site.store.range("accounts", "account:", "account;") == before
