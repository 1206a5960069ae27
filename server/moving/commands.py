"""The options of `migrate`, `backup` and `restore`, and what is printed when one of them cannot go on.

Imports the rest when a command runs, so that `--help` is quick.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import signal
import sqlite3
import sys
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.settings import Settings
from sync.domain.errors import Refusal
from sync.usecases.moving.failure import MoveFailed

if TYPE_CHECKING:
    from server.moving.places import Place

_STORE = "a data folder, sqlite:FILE, or the address of a CouchDB such as http://sohop@couch:5984/"
_say = partial(print, flush=True)


def add_commands(commands: Any) -> None:
    """Add the three to the parser's commands."""
    migrate = commands.add_parser("migrate", help="copy a whole store into another one and check the copy")
    for side in ("from", "to"):
        migrate.add_argument(f"--{side}", dest=f"{side}_store", required=True, metavar="STORE", help=_STORE)
        migrate.add_argument(f"--{side}-password-file", type=Path, metavar="FILE", help="first line: the CouchDB user's password")
        migrate.add_argument(f"--{side}-prefix", metavar="PREFIX", help="begins the names of our databases in that CouchDB")
    migrate.add_argument("--while-running", action="store_true", help="the source's server goes on: copy until nothing new comes")
    migrate.set_defaults(run=_migrate)
    backup = commands.add_parser("backup", help="copy the store and the keys into an archive, while the server runs")
    backup.add_argument("to", type=Path, help="a new folder, or a file that ends in .tar.gz")
    backup.add_argument("--data", help="folder of the store and the keys")
    backup.add_argument("--verify", action="store_true", help="restore it into a temporary folder and compare with the store")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="make a data folder from an archive")
    restore.add_argument("archive", type=Path, help="what `backup` has made: a folder or a .tar.gz")
    restore.add_argument("to", type=Path, help="the data folder to make; must be empty or missing")
    restore.add_argument("--store", metavar="URL", help="put the databases into this empty CouchDB instead of the folder")
    restore.set_defaults(run=_restore)


def _migrate(settings: Settings, options: argparse.Namespace) -> int:
    from server.moving.migrate import migrate
    from server.moving.places import find_place

    def place(side: str) -> Place:
        told = vars(options)
        return find_place(told[f"{side}_store"], settings, told[f"{side}_password_file"], told[f"{side}_prefix"])

    return _run(migrate(place("from"), place("to"), _say, while_running=options.while_running), "the same command goes on")


def _backup(settings: Settings, options: argparse.Namespace) -> int:
    from server.moving.backup import backup
    from server.moving.places import place_of

    return _run(backup(place_of(settings), options.to, _say, verify=options.verify), "no backup was made")


def _restore(settings: Settings, options: argparse.Namespace) -> int:
    from server.moving.places import find_place
    from server.moving.restore import restore

    place = find_place(options.store, settings) if options.store else None
    return _run(restore(options.archive, options.to, settings, place, _say), "nothing was restored")


def _run(work: Coroutine[Any, Any, int], after: str) -> int:
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # what is half done is put away
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        why = "interrupted"
    except MoveFailed as failed:
        why = str(failed)
    except Refusal as refusal:
        why = f"{refusal.problem.code}: the store cannot be reached, refuses the log-in, or failed; the log above says more"
    except (OSError, sqlite3.DatabaseError) as error:
        full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in str(error)
        why = f"the disk is full ({error})" if full else str(error)
    finally:
        signal.signal(signal.SIGTERM, before)
    sys.stderr.write(f"Cannot go on: {why}. {after[0].upper()}{after[1:]}.\n")
    return 1
