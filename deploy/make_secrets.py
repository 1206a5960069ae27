"""Makes the secrets of the compose file, one file each, mode 600, in `deploy/secrets/`. Standard library only.

    sudo python3 deploy/make_secrets.py                  make what is missing; what is there stays
    sudo python3 deploy/make_secrets.py --new-password   another CouchDB password; docs/operations.md says what comes after

Never prints a secret.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "secrets"
PASSWORD = "couchdb-password"  # noqa: S105 - the name of a file
HASH = "couchdb-password-hash"
SERVER_USER = 10001
"""The user of the server's image (deploy/Dockerfile): the password is the only secret it has to read."""
ITERATIONS = 600_000
"""As CouchDB 3.5 hashes by itself (`[chttpd_auth] iterations`)."""


def hashed(password: str, salt: str) -> str:
    """As CouchDB writes an administrator in its settings: PBKDF2-HMAC-SHA-256, the salt taken as text.

    The same text on all nodes, so that a session of one node holds on the others (CouchDB documentation, "Cluster Set Up").
    """
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), ITERATIONS).hex()
    return f"-pbkdf2:sha256-{key},{salt},{ITERATIONS}"


def write(path: Path, content: str) -> None:
    """The whole file at once, never readable by others. In place of an older one: a mounted file must keep its inode."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(content + "\n")
        file.flush()
        os.fsync(file.fileno())


def write_password(folder: Path) -> None:
    """A new password and its hash. Where we may, the server's user becomes the owner of the password."""
    password = secrets.token_urlsafe(32)
    write(folder / PASSWORD, password)
    write(folder / HASH, hashed(password, secrets.token_hex(16)))
    if os.geteuid() == 0:
        os.chown(folder / PASSWORD, SERVER_USER, SERVER_USER)
    else:
        print(f"{PASSWORD} has to belong to user {SERVER_USER}: run this as root, or chown it.", file=sys.stderr)  # noqa: T201


def make(folder: Path, *, new_password: bool = False) -> list[str]:
    """The names of the files that were made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    others: Mapping[str, str] = {
        "couchdb-uuid": secrets.token_hex(16),
        "couchdb-shared-secret": secrets.token_hex(32),
        "couchdb-erlang-cookie": secrets.token_hex(32),
    }
    made = [name for name in others if not (folder / name).exists()]
    for name in made:
        write(folder / name, others[name])
    if new_password or not (folder / PASSWORD).exists() or not (folder / HASH).exists():
        write_password(folder)
        made += [PASSWORD, HASH]
    return made


def main() -> int:
    """Make the files and say which."""
    parser = argparse.ArgumentParser(description="Secrets of deploy/compose.yaml")
    parser.add_argument("--new-password", action="store_true", help="replace the CouchDB password")
    options = parser.parse_args()
    made = make(FOLDER, new_password=options.new_password)
    print("made: " + ", ".join(made) if made else "all secrets are there; nothing was changed")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
