"""Units, proxies and the operations page are sound, as far as the tools of this machine can tell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.settings import Settings, variable
from tests.architecture.tree import ROOT, text, under

PAGE = "docs/operations.md"
UNITS = [path for path in under("deploy/systemd") if path.endswith((".service", ".timer"))]
HARD = [
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "CapabilityBoundingSet=",
    "SystemCallFilter=@system-service",
    "UMask=0077",
]


def tool(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"NOT RUN: {name} is not on this machine")
    return found


def run(*command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Ends by itself; both outputs in one."""
    return subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=os.environ | variables, timeout=60, check=False)  # fmt: skip


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    for path in UNITS:
        unit = text(path).replace("/opt/sohop/.venv/bin/python", sys.executable).replace("/opt/sohop", str(ROOT))
        (tmp_path / Path(path).name.replace("@.", "@8001.")).write_text(unit, "utf-8")
    result = run(analyze, "verify", "--man=no", *sorted(tmp_path.iterdir()))
    ours = [line for line in result.stdout.splitlines() if "sohop" in line]
    assert (result.returncode, ours) == (0, []), result.stdout


@pytest.mark.parametrize("path", [path for path in UNITS if path.endswith(".service")])
def test_a_service_can_do_little_to_its_machine(path: str) -> None:
    lines = text(path).splitlines()
    assert [line for line in HARD if line not in lines] == []
    assert "User=sohop" in lines


def test_the_image_has_what_makes_pdf_files_and_the_page_names_the_same_packages() -> None:
    packages = "--no-install-recommends libreoffice-writer-nogui fonts-liberation"
    assert packages in text("deploy/Dockerfile") and packages in text(PAGE) and packages in text("docs/papers-out.md")


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    nginx, openssl = tool("nginx"), tool("openssl")
    made = run(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
               "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem")  # fmt: skip
    assert made.returncode == 0, made.stdout
    here = text("deploy/nginx.conf").replace("/etc/nginx/certificates", str(tmp_path)).replace("/tmp/nginx", f"{tmp_path}/nginx")
    (tmp_path / "nginx.conf").write_text(here.replace("server:8000", "127.0.0.1:8000"), "utf-8")
    result = run(nginx, "-t", "-c", tmp_path / "nginx.conf")
    assert result.returncode == 0, result.stdout


def test_caddy_takes_its_file(tmp_path: Path) -> None:
    caddy = tool("caddy")
    result = run(caddy, "validate", "--adapter", "caddyfile", "--config", ROOT / "deploy/Caddyfile",
                 SITE_NAME="sohop.example.vn", HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path))  # fmt: skip
    assert result.returncode == 0, result.stdout


def test_haproxy_takes_its_file() -> None:
    result = run(tool("haproxy"), "-c", "-f", ROOT / "deploy/haproxy.cfg")
    assert result.returncode == 0, result.stdout


def test_the_shell_takes_the_start_of_a_node() -> None:
    result = run(tool("sh"), "-n", ROOT / "deploy/couchdb/start.sh")
    assert result.returncode == 0, result.stdout


def test_every_file_of_the_project_the_page_names_is_there() -> None:
    kept_out = {"deploy/.env", "deploy/secrets/", "deploy/certificates/", "deploy/secrets/couchdb-password"}
    named = set(re.findall(r"(?<![\w/.])((?:deploy|docs|bench|locks|tests)/[\w./@-]*[\w/])", text(PAGE)))
    assert len(named) > 12
    assert {one for one in named if not (ROOT / one).exists() and not one.startswith(tuple(kept_out))} == set()


def test_every_unit_and_every_file_of_deploy_is_named_on_the_page() -> None:
    said = text(PAGE)
    quiet = {".gitignore", "Dockerfile", "Dockerfile.dockerignore"}
    assert {
        path for path in under("deploy") if Path(path).name not in (*quiet, "env.example") and Path(path).name not in said
    } == set()


def test_every_setting_that_is_named_exists() -> None:
    known = {variable(one) for one in Settings.__dataclass_fields__.values()}
    pages = [PAGE, "deploy/compose.yaml", "deploy/Dockerfile", *under("deploy/systemd")]
    named = {name for page in pages for name in re.findall(r"\bSOHOP_[A-Z_]+", text(page))}
    assert named - known == set()


def test_every_job_of_the_server_that_is_named_exists() -> None:
    from server.cli import main

    pages = [PAGE, *under("deploy/systemd"), "deploy/Dockerfile"]
    named = {name for page in pages for name in re.findall(r"python\"?,? (?:\")?-m\"?,? \"?server\"?,? \"?([a-z]+)", text(page))}
    assert {"serve", "backup"} <= named
    for name in sorted(named):
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0, name
