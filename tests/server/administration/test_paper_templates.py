"""Word templates of an administrator's own: checked before they are taken, used at once, and given up again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import httpx
import pytest
from docx import Document

from server.exports.documents.shipped import NAMES, shipped_file
from server.exports.exports import Exports
from server.exports.sheets.layouts import HD_05, HD_36, LAYOUTS
from tests.server.administration.desk import send, site, words
from tests.server.exports.test_word import SHEET, texts
from tests.support.site import Running, form_token

assert site
PAGE = "/administration/paper-templates"
RESOLUTION = f"{PAGE}/hd-05/resolution"
SHIPPED = shipped_file(HD_05, "resolution").read_bytes()


OUTSIDE = b'<Relationship Id="x" Type="http://x/image" Target="http://x/a.png" TargetMode="External"/></Relationships>'


def changed(change: Callable[[bytes], bytes], part: str = "word/document.xml", data: bytes = SHIPPED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(before.read(name)) if name == part else before.read(name))
    return out.getvalue()


def added(name: str, text: bytes, data: bytes = SHIPPED) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return out.getvalue()


def with_line(line: str) -> bytes:
    document = Document(io.BytesIO(SHIPPED))
    document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


async def put(office: httpx.AsyncClient, data: bytes, path: str = RESOLUTION) -> httpx.Response:
    token = form_token(await office.get(path))
    return await office.post(path, data={"form_token": token, "do": "put"}, files={"file": ("mau.docx", data, "application/octet-stream")})


def exports(site: Running) -> Exports:
    return site.site.parts.exports


async def test_every_template_is_listed_in_both_layouts_and_can_be_taken(site: Running) -> None:
    office = await site.office("quan-tri")
    page = await office.get(PAGE)
    for layout in LAYOUTS:
        assert layout.source in words(page)
        for one in NAMES:
            assert f'href="{PAGE}/{layout.folder}/{one.name}"' in page.text
    taken = await office.get(f"{RESOLUTION}.docx")
    assert taken.content == SHIPPED and 'filename="mau-resolution-hd-05.docx"' in taken.headers["content-disposition"]
    for wrong in ("hd-05/none", "hd-99/minutes", "hd-05/../minutes"):
        assert (await office.get(f"{PAGE}/{wrong}")).status_code == 404, wrong


async def test_a_template_of_ones_own_is_used_at_once_for_its_layout_and_given_up_again(site: Running) -> None:
    office = await site.office("quan-tri")
    assert (await put(office, with_line("Câu riêng của xã."))).status_code == 303
    assert "mẫu riêng, quan-tri tải lên" in words(await office.get(RESOLUTION))
    assert "Câu riêng của xã." in texts(await exports(site).word(SHEET))
    older = texts(await exports(site).word(type(SHEET)(**{name: getattr(SHEET, name) for name in SHEET.__slots__} | {"layout": HD_36})))
    assert "Câu riêng của xã." not in older
    assert (await send(office, RESOLUTION, do="back")).status_code == 303
    assert "Câu riêng của xã." not in texts(await exports(site).word(SHEET))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Chưa chọn tệp"), (b"not a zip", "không phải là tệp Word"), (added("x", b"", b""), "không phải là tệp Word"),
        (added("word/vbaProject.bin", b"x"), "macro"), (added("word/embeddings/oleObject1.bin", b"x"), "macro"),
        (changed(lambda rels: rels.replace(b"</Relationships>", OUTSIDE), "word/_rels/document.xml.rels"), "liên kết"),
        (changed(lambda xml: xml.replace(b"<w:body>", b'<w:body><w:p><w:r><w:instrText>INCLUDEPICTURE "http://x"</w:instrText></w:r></w:p>')), "liên kết"),
        (changed(lambda xml: b"<!DOCTYPE x>" + xml), "liên kết"),
        (with_line("{{ mot_ten_la }}"), "không hiểu"), (with_line("{% if %}"), "không hiểu"), (with_line("{{ ''.__class__.__mro__ }}"), "không hiểu"),
        (changed(lambda xml: xml.replace(b"section in sections", b"section in []")), "bỏ mất"), (changed(lambda _: b"<x"), "không hiểu"),
        (added("word/big.xml", b" " * 21_000_000), "quá lớn"),
    ],
)  # fmt: skip
async def test_a_file_that_is_no_good_is_told_and_nothing_changes(site: Running, data: bytes, told: str) -> None:
    office = await site.office("quan-tri")
    answer = await put(office, data)
    assert answer.status_code == 422 and told in words(answer), words(answer)[-600:]
    assert "mẫu có sẵn" in words(await office.get(RESOLUTION))


@pytest.mark.parametrize("one", NAMES, ids=lambda one: one.name)
async def test_the_shipped_templates_pass_their_own_check(site: Running, one: object) -> None:
    office = await site.office("quan-tri")
    path = f"{PAGE}/hd-05/{one.name}"  # type: ignore[attr-defined]
    answer = await put(office, shipped_file(HD_05, one.name).read_bytes(), path)  # type: ignore[attr-defined]
    assert answer.status_code == 303, words(answer)[-300:]


async def test_only_an_administrator_of_all_units_gets_there(site: Running) -> None:
    for username in ("binh-lu-dang-uy", "na-don-bi-thu"):
        other = await site.office(username)
        for path in (PAGE, RESOLUTION, f"{RESOLUTION}.docx"):
            assert (await other.get(path)).status_code == 403, path
