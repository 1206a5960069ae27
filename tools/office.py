"""LibreOffice, for the tests that make PDF files of papers and look at their pages: the machine's own, else Debian's packages.

fonts-liberation has the metrics of Times New Roman, so pages break where Word breaks them.
"""

from __future__ import annotations

import shutil

from tools.browser import apt, may_install
from tools.environment import say

DEBIAN = ("libreoffice-writer-nogui", "poppler-utils", "fonts-liberation")
COMMANDS = ("soffice", "pdftoppm", "fc-match")


def office() -> bool:
    """Whether LibreOffice, a picture-maker of PDF pages and fonts are here; tries to install them where that is allowed."""
    if not _is_here() and may_install():
        say("Installing Debian's LibreOffice, without its screens …")
        apt(*DEBIAN)
    return _is_here()


def _is_here() -> bool:
    return all(shutil.which(name) for name in COMMANDS)
