"""The command line: serve, demo, doctor, inbox, machines, webhooks, migrate, backup, restore, verify, receipt, keys, settings.
Options come before the environment, the environment before defaults.

Imports what it needs when it needs it, so that a second start and a `--help` are quick.
"""

from __future__ import annotations

import argparse
import logging
import os
import sqlite3
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from server.commands.inbox import add_inbox
from server.commands.machines import add_machines
from server.moving.commands import add_commands
from server.proving import commands as proving
from server.settings import Settings, SettingWrong, as_example, as_markdown
from sync.domain.errors import Refusal


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 failed, 2 not understood."""
    options = _parser().parse_args(arguments)
    try:
        settings = _settings(options)
        return int(options.run(settings, options))
    except SettingWrong as error:
        print(f"{error}", file=sys.stderr)
        return 2
    except (OSError, sqlite3.DatabaseError) as error:
        print(f"Cannot go on: {error}", file=sys.stderr)
        return 1
    except Refusal as refusal:
        print(f"Cannot go on: {refusal.problem.to_json('en')['message']}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m server", description="Sổ Họp: the server.")
    commands = parser.add_subparsers(required=True, metavar="command")
    serve = commands.add_parser("serve", help="run the server")
    serve.add_argument("--host", help="address to listen on")
    serve.add_argument("--port", help="port to listen on; 0 takes any free one")
    serve.add_argument("--data", help="folder of the store and the keys")
    serve.add_argument("--log-level", help="debug, info, warning or error")
    serve.add_argument("--demo", action="store_true", help="load the demo data first when the folder is fresh")
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="fill a fresh data folder with invented units, people and papers")
    demo.add_argument("--data", help="folder of the store and the keys")
    demo.add_argument("--until", type=date.fromisoformat, help="last day of the demo data, YYYY-MM-DD; default today")
    demo.add_argument("--seed", type=int, default=824, help="the same seed and day give the same data")
    demo.set_defaults(run=_demo)
    doctor = commands.add_parser("doctor", help="show settings, keys and the state of the store")
    doctor.add_argument("--data", help="folder of the store and the keys")
    doctor.set_defaults(run=_doctor)
    add_commands(commands)
    add_inbox(commands)
    add_machines(commands)
    proving.add_commands(commands)
    show = commands.add_parser("settings", help="print what docs/settings.md says")
    show.add_argument("--write", action="store_true", help="write docs/settings.md and .env.example of this checkout")
    show.set_defaults(run=_show_settings)
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    environment = {name: value for name, value in os.environ.items() if name.startswith("SOHOP_")}
    for name in ("host", "port", "data", "log_level"):
        value = getattr(options, name, None)
        if value is not None:
            environment[f"SOHOP_{name.upper()}"] = value
    return Settings.from_environment(environment)


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    from server.serving import serve

    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if settings.log_level != "debug":
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # its greetings would hide the addresses
    return serve(settings, demo=bool(options.demo))


def _demo(settings: Settings, options: argparse.Namespace) -> int:
    from server.demo_loading import load_demo, people_of

    if not load_demo(settings, print, options.until, options.seed):
        print(f"{settings.data} belongs to real people: no demo data goes there.", file=sys.stderr)
        return 1
    print(people_of(settings.data), end="")
    return 0


def _doctor(settings: Settings, _: argparse.Namespace) -> int:
    from server.doctor import examine

    return examine(settings)


def _show_settings(_: Settings, options: argparse.Namespace) -> int:
    if options.write:
        top = Path(__file__).parent.parent
        (top / "docs" / "settings.md").write_text(as_markdown(), "utf-8")
        (top / ".env.example").write_text(as_example(), "utf-8")
    else:
        print(as_markdown(), end="")
    return 0
