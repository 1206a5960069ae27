"""Photos as a phone's camera gives them, made by a browser."""

from __future__ import annotations

import base64
import struct

from playwright.sync_api import Page

SECRET = b"GPS 22.3964 103.4582"
"""Stands in every photo, as a place does in a real one."""


def camera_photo(page: Page, words: str, width: int = 3000, height: int = 2000) -> bytes:
    """A large JPEG made by the browser of `page`: lying on its side, with the note in its EXIF that it stands (orientation 6,
    CIPA DC-008 §4.6.4), and where it was taken."""
    drawn = page.evaluate(
        """async ([words, width, height]) => {
            const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext('2d');
            pen.fillStyle = '#f4eeda';
            pen.fillRect(0, 0, width, height);
            let seed = words.length;
            const chance = (below) => ((seed = (seed * 48271) % 2147483647) / 2147483647) * below;
            for (let n = 0; n < 90000; n++) {
                pen.fillStyle = `hsl(${40 + chance(20)} 30% ${60 + chance(30)}%)`;
                pen.fillRect(chance(width), chance(height), 7, 7);
            }
            // The camera lies on its side: up in the world is left in the file.
            pen.translate(0, height);
            pen.rotate(-Math.PI / 2);
            pen.fillStyle = '#fff';
            pen.fillRect(0, 0, height, 500);
            pen.fillStyle = '#213a8f';
            pen.font = '160px serif';
            for (let line = 0; line < 3; line++) pen.fillText(words, 60, 170 + line * 150);
            const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.97 });
            let text = '';
            for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
            return btoa(text);
        }""",
        [words, width, height],
    )
    plain = base64.b64decode(drawn)
    entries = struct.pack(">HHHIHH", 1, 0x0112, 3, 1, 6, 0) + struct.pack(">I", 0)
    told = b"Exif\0\0" + b"MM\0*" + struct.pack(">I", 8) + entries + SECRET
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told + plain[2:]
