"""The compose file says what the operations page promises of it. It is read, never started: that needs a Docker engine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.tree import ROOT, text

COMPOSE: dict[str, Any] = yaml.safe_load(text("deploy/compose.yaml"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
NODES = ["couchdb1", "couchdb2", "couchdb3"]
PROXIES = ["caddy", "nginx"]
LASTING = sorted(SERVICES.keys() - {"join"})


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_image_has_an_exact_version_and_no_registry(name: str) -> None:
    assert re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+(-[a-z]+)?", SERVICES[name]["image"])


def test_the_images_the_servers_is_made_from_have_an_exact_version() -> None:
    bases = re.findall(r"^FROM (\S+)", text("deploy/Dockerfile"), re.MULTILINE)
    assert bases
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", base) for base in bases)


@pytest.mark.parametrize("name", LASTING)
def test_what_runs_for_long_restarts_is_watched_and_bounded(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()
    assert {"cpus", "memory", "pids"} <= service["deploy"]["resources"]["limits"].keys()
    assert "healthcheck" in service or (name == "server" and "HEALTHCHECK" in text("deploy/Dockerfile"))


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_container_has_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")
    assert service.get("read_only") or name in NODES, "CouchDB keeps what its start wrote in its own folder"


def test_only_the_proxies_are_open_to_a_network() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == set(PROXIES)
    assert COMPOSE["networks"]["store"]["internal"] is True
    for name in (*NODES, "couchdb", "join"):
        assert set(SERVICES[name]["networks"]) == {"store"}
    for name in PROXIES:
        assert set(SERVICES[name]["networks"]) == {"front"}


def test_the_server_believes_the_proxies_of_its_network_and_nobody_else() -> None:
    (network,) = COMPOSE["networks"]["front"]["ipam"]["config"]
    assert SERVICES["server"]["environment"]["SOHOP_PROXIES"] == network["subnet"]


def test_secrets_are_files_and_no_variable() -> None:
    made = set(re.findall(r'"(couchdb-[a-z-]+)"', text("deploy/make_secrets.py")))
    assert {name: secret["file"] for name, secret in COMPOSE["secrets"].items()} == {name: f"./secrets/{name}" for name in made}
    for service in SERVICES.values():
        assert set(service.get("secrets", [])) <= made
        for name in service.get("environment", {}):
            assert not re.search(r"PASSWORD$|SECRET$|COOKIE$", name)
    assert "/secrets/" in text("deploy/.gitignore")


def test_the_nodes_the_balancer_and_the_join_know_each_other_by_the_same_names() -> None:
    names = {SERVICES[node]["environment"]["NODENAME"] for node in NODES}
    assert all("." in name for name in names), "Erlang takes no host name without a dot"
    assert names == {SERVICES[node]["networks"]["store"]["aliases"][0] for node in NODES}
    assert names == {SERVICES[node]["hostname"] for node in NODES}
    assert names == set(re.findall(r"^    server \w+ ([\w.]+):5984", text("deploy/haproxy.cfg"), re.MULTILINE))
    assert names == {part.partition("@")[2] for part in SERVICES["join"]["command"] if "@" in part}


def test_nodes_are_alike_but_for_name_and_disk() -> None:
    def rest(node: str) -> dict[str, Any]:
        return {
            key: value for key, value in SERVICES[node].items() if key not in ("hostname", "environment", "volumes", "networks")
        }

    assert rest("couchdb1") == rest("couchdb2") == rest("couchdb3")
    disks = [SERVICES[node]["volumes"][1].partition(":")[0] for node in NODES]
    assert len({*disks}) == 3
    assert {*disks} <= COMPOSE["volumes"].keys()


def test_every_file_that_is_mounted_or_built_from_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            if source.startswith("./") and source != "./certificates":
                assert (ROOT / "deploy" / source).exists(), source
    copied = re.findall(r"^COPY (?!--from)(\S+) ", text("deploy/Dockerfile"), re.MULTILINE)
    allowed = {line[1:] for line in text("deploy/Dockerfile.dockerignore").splitlines() if line.startswith("!")}
    assert set(copied) == allowed
    assert all((ROOT / source).exists() for source in copied)
    assert Path(ROOT / "deploy" / SERVICES["server"]["build"]["dockerfile"]).name == "Dockerfile"


def test_packages_are_installed_by_hash_and_the_server_is_not_root() -> None:
    lines = text("deploy/Dockerfile")
    assert "--require-hashes" in lines
    assert re.search(r"^USER 10001:10001$", lines, re.MULTILINE)
