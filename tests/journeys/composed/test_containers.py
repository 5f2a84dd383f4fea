"""What an operator may expect of the containers themselves."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.journeys.people import signs_up
from tests.parts.compose import Composed
from tests.parts.docker import Docker
from tests.parts.process import wait_until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1800)]

SERVED = ("identity", "catalog", "billing", "certification", "support", "search", "gateway-views", "gateway")
TOOLS = ("gcc", "cc", "make", "ld", "pip", "pip3")


def in_image(composed: Composed, command: str) -> str:
    """What a shell in a new container of the store's image says."""
    said = composed.docker("run", "--rm", "--network=none", "--entrypoint=/bin/sh", composed.image, "-c", command)
    return (said.out + said.err).strip()


def test_parts_run_as_nobody_in_particular_and_can_change_nothing_but_their_volume(composed: Composed) -> None:
    for part in SERVED:
        status = Path(f"/proc/{composed.processes(part)[0]}/status").read_text()
        told = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        assert told["Uid"].split() == ["10001"] * 4
        assert int(told["CapEff"], 16) == 0
        assert told["NoNewPrivs"] == "1"
    said = composed("exec", "identity", "touch", "/opt/chandlery/app/mark")
    assert "Read-only file system" in said.err + said.out


def test_the_image_has_nothing_to_build_with(composed: Composed) -> None:
    assert in_image(composed, " ; ".join(f"command -v {tool}" for tool in TOOLS)) == ""
    assert "No module named pip" in in_image(composed, "/opt/chandlery/venv/bin/python -m pip --version")


def test_the_image_does_not_tell_where_packages_came_from(composed: Composed) -> None:
    history = composed.docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", composed.image).out
    told = history + json.dumps(json.loads(composed.docker("inspect", composed.image).out)[0]["Config"])
    settings = Path(composed.environment["PACKAGES"], "pip.conf").read_text()
    values = [line.partition(" = ")[2] for line in settings.splitlines() if "://" in line]
    assert not any(value in told for value in values)
    assert in_image(composed, "ls -A /run/secrets /etc/pip.conf /root/.config /root/.cache 2>/dev/null") == ""


def test_without_its_settings_a_part_says_what_is_missing(composed: Composed) -> None:
    said = composed.docker("run", "--rm", "--network=none", composed.image, "serve", "identity")
    assert said.code != 0
    assert "AMQP_URI is not set" in said.err


def test_no_password_is_in_a_containers_settings(composed: Composed) -> None:
    secrets = Path(composed.environment["CHANDLERY_SECRETS"])
    passwords = [(secrets / f"{name}-password").read_text().strip() for name in ("postgres", "broker", "operator")]
    every = composed.docker("inspect", *composed("ps", "--all", "--quiet").out.split()).out
    assert all(len(password) == 48 for password in passwords)
    assert not any(password in every for password in passwords)


def test_one_of_two_that_was_killed_is_not_missed_and_comes_back_by_itself(composed: Composed, docker: Docker) -> None:
    before = composed.processes("identity")
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    signs_up(composed.store, docker)
    wait_until(lambda: composed.processes("identity")[0] not in (0, before[0]), 30, "identity did not come back")
    wait_until(lambda: composed.health("identity") == ["healthy"] * 2, 60, "identity is not well")
    assert composed.processes("identity")[1] == before[1]


def test_what_was_done_stays_when_all_containers_are_made_anew(composed: Composed, docker: Docker) -> None:
    ada = signs_up(composed.store, docker)
    assert composed("down", "--timeout", "15").ok
    composed.up()
    assert composed.store.api("GET", "/me", token=ada.token).json()["email"] == ada.email
    assert ada.login().ok


def test_commands_of_the_operators_run_in_a_container_of_their_own(composed: Composed) -> None:
    said = composed("run", "--rm", "--no-deps", "operator", "doctor")
    assert said.ok, said.out + said.err
    assert "wrong" not in said.out


def test_everything_is_backed_up_from_a_container(composed: Composed) -> None:
    words = ("run", "--rm", "--no-deps", "operator", "backup", "/var/lib/chandlery-backups/today")
    said = composed(*words)
    assert said.ok, said.out + said.err


def test_a_restore_is_refused_beside_a_store_that_runs(composed: Composed) -> None:
    said = composed("run", "--rm", "restore", "/var/lib/chandlery-backups/today")
    assert said.code == 1
    assert "end that one first" in said.err + said.out


def test_a_new_key_for_tokens_is_made_from_a_container_and_the_one_before_signs_on(composed: Composed) -> None:
    said = composed("run", "--rm", "--no-deps", "operator", "keys", "rotate")
    assert said.ok, said.out + said.err
    listed = composed("run", "--rm", "--no-deps", "operator", "keys", "list").out.splitlines()
    assert [line.split()[-1] == "signs" for line in listed if line.startswith("registry-")] == [True, False]
