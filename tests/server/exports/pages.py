"""Pages of a PDF as grey pictures, and how far two pictures differ. Standard library and pdftoppm alone."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path

HAS_OFFICE = all(shutil.which(name) for name in ("soffice", "pdftoppm"))
NOT_RUN = "NOT RUN: no LibreOffice (soffice) and poppler (pdftoppm) on this machine"
DOTS_PER_INCH = 40
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Picture:
    """`rows`: of bytes, a byte a dot, 0 black."""

    width: int
    height: int
    rows: tuple[bytes, ...]


def pages_of(pdf: bytes, folder: Path, name: str) -> list[Path]:
    """The pages as PNG files in `folder`, in order."""
    source = folder / f"{name}.pdf"
    source.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-gray", "-r", str(DOTS_PER_INCH), str(source), str(folder / name)], check=True)
    found = []
    for page in sorted(folder.glob(f"{name}-*.pgm")):
        found.append(page.with_suffix(".png"))
        found[-1].write_bytes(_as_png(page.read_bytes()))
    return found


def text_of(pdf: bytes, folder: Path) -> list[str]:
    """What stands on each page, without the places of lines."""
    source = folder / "text.pdf"
    source.write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-layout", "-enc", "UTF-8", str(source), "-"], check=True, capture_output=True).stdout.decode()
    return [" ".join(page.split()) for page in told.split("\f") if page.strip()]


def _as_png(pgm: bytes) -> bytes:
    """pdftoppm's own PNG files have three colours, which a grey page does not need."""
    kind, size, _, dots = pgm.split(b"\n", 3)
    assert kind == b"P5"
    width, height = map(int, size.split())
    lines = b"".join(b"\0" + dots[place * width : (place + 1) * width] for place in range(height))
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts)


def read_png(path: Path) -> Picture:
    """An 8 bit grey picture without interlacing, as pdftoppm writes (PNG specification, ISO/IEC 15948)."""
    data, at, packed, head = path.read_bytes(), 8, b"", b""
    assert data.startswith(_SIGNATURE)
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        head = body if kind == b"IHDR" else head
        packed += body if kind == b"IDAT" else b""
        at += length + 12
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", head)
    assert (depth, colour, interlace) == (8, 0, 0), "an 8 bit grey picture is expected"
    raw, rows, above = zlib.decompress(packed), [], bytearray(width)
    for place in range(height):
        start = place * (width + 1)
        above = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width]), above)
        rows.append(bytes(above))
    return Picture(width, height, tuple(rows))


def _unfiltered(filter: int, line: bytearray, above: bytearray) -> bytearray:
    for place in range(len(line)):
        left = line[place - 1] if place else 0
        up, corner = above[place], above[place - 1] if place else 0
        guess = left + up - corner
        paeth = min((left, up, corner), key=lambda one: abs(guess - one))
        line[place] = (line[place] + (0, left, up, (left + up) // 2, paeth)[filter]) & 255
    return line


def difference(one: Picture, other: Picture) -> float:
    """The share of the ink that lies elsewhere, 0 to 1: blackness that differs, of all blackness of both. Ink within a dot of its
    place counts as in place, so that another version of a font renderer makes no difference."""
    assert (one.width, one.height) == (other.width, other.height)
    first, second = _blurred(one), _blurred(other)
    apart = sum(abs(a - b) for line, beside in zip(first, second, strict=True) for a, b in zip(line, beside, strict=True))
    ink = sum(map(sum, first)) + sum(map(sum, second))
    return apart / ink if ink else 0.0


def _blurred(picture: Picture) -> list[list[int]]:
    dark = [[255 - dot for dot in row] for row in picture.rows]
    across = [[sum(row[max(0, place - 1) : place + 2]) for place in range(len(row))] for row in dark]
    return [
        [sum(across[near][place] for near in range(max(0, line - 1), min(len(across), line + 2))) for place in range(picture.width)]
        for line in range(picture.height)
    ]
