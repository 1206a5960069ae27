"""What a scanner reads from a picture: ZXing's decoder, which has nothing to do with the program that draws our codes."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import zxingcpp
from playwright.sync_api import Page

_GREY = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0)), drawn = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(drawn.width, drawn.height), pen = canvas.getContext('2d');
  pen.drawImage(drawn, 0, 0);
  const dots = pen.getImageData(0, 0, drawn.width, drawn.height).data;
  const grey = (_, at) => Math.round((dots[4 * at] + dots[4 * at + 1] + dots[4 * at + 2]) / 3);
  return [drawn.width, drawn.height, Array.from({ length: drawn.width * drawn.height }, grey)];
}"""


def scanned(width: int, height: int, dots: bytes) -> list[str]:
    """The texts of all codes in a grey picture, a byte a dot, row by row from the top."""
    return [one.text for one in zxingcpp.read_barcodes(memoryview(dots).cast("B", (height, width)), formats=zxingcpp.BarcodeFormat.QRCode)]


def scanned_from_screen(page: Page, whole: bool = True) -> list[str]:
    """Of what a page shows as it stands, down to its end."""
    width, height, dots = page.evaluate(_GREY, base64.b64encode(page.screenshot(full_page=whole)).decode())
    return scanned(width, height, bytes(dots))


def scanned_from_pdf(pdf: bytes, folder: Path, dots_per_inch: int) -> list[str]:
    """Of all pages of a PDF, drawn by poppler."""
    (folder / "scanned.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-gray", "-r", str(dots_per_inch), str(folder / "scanned.pdf"), str(folder / "scanned")], check=True)
    found = []
    for page in sorted(folder.glob("scanned-*.pgm")):
        kind, size, _, dots = page.read_bytes().split(b"\n", 3)
        assert kind == b"P5"
        width, height = map(int, size.split())
        found += scanned(width, height, dots)
    return found
