"""A QR code as an SVG picture: black on white with its quiet zone, so that it is read from a screen in the dark as from paper."""

from __future__ import annotations

import io

import segno

MILLIMETRES = 0.7
"""Of one module: a receipt of a few hundred characters comes out between 4 and 7 cm wide."""


def qr_svg(text: str) -> bytes:
    """Error correction M: a crease or a drop of rain is borne."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", scale=MILLIMETRES, unit="mm", border=4, light="#fff", dark="#000", xmldecl=False)
    return out.getvalue()
