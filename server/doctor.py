"""What an operator looks at first: the settings, the keys and the store, with nothing secret and nothing changed."""

from __future__ import annotations

import asyncio
import stat

from server.exports.documents.pdf import NONE, find_office
from server.push.keys import FILE as PUSH_FILE
from server.security.keys import FOLDER, RECEIPT_FILE, SECRET_FILE
from server.settings import Settings


def examine(settings: Settings) -> int:
    """Print the state; 0 when all is well, 1 when something needs a hand."""
    print("Settings")
    for name, value in settings.shown():
        print(f"  {name:<20} {value}")
    well = _keys(settings)
    _office(settings)
    return 0 if asyncio.run(_store(settings)) and well else 1


def _office(settings: Settings) -> None:
    print("PDF files")
    command = find_office(settings.office)
    if command is not None:
        print(f"  {'LibreOffice':<20} {command}")
    elif settings.office in ("", NONE):
        print("  no LibreOffice: papers are given out as Word files and by printing (Debian: apt-get install libreoffice-writer-nogui)")
    else:
        print(f"  {settings.office} was not found: papers are given out as Word files and by printing; set SOHOP_OFFICE anew")


def _keys(settings: Settings) -> bool:
    print("Keys")
    well = True
    for name in (RECEIPT_FILE, SECRET_FILE, PUSH_FILE):
        path = settings.data / FOLDER / name
        if not path.exists():
            print(f"  {name:<20} not made yet: the first start makes it")
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        good = mode & 0o077 == 0
        well = well and good
        print(f"  {name:<20} mode {mode:o}" + ("" if good else ": others can read it; run chmod 600"))
    return well


async def _store(settings: Settings) -> bool:
    from server.opening import damage_of, open_store, store_exists
    from sync.ports import DocumentStore

    print("Store")
    if not store_exists(settings):
        print(f"  nothing in {settings.data} yet: the first start makes it")
        return True
    damage = damage_of(settings)
    for line in damage:
        print(f"  damaged: {line}")
    if damage:
        print("  nothing was changed; restore the last backup (docs/operations.md)")
        return False
    store: DocumentStore = open_store(settings)
    try:
        names = await store.databases()
        documents = sum([(await store.info(name)).doc_count for name in names])
        books = sum(name.startswith("ws-") for name in names)
        print(f"  {len(names)} databases, {books} of them books of units, {documents} documents")
    finally:
        await store.close()
    return True
