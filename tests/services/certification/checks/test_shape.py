"""Checks of the group shape."""

from typing import Any

import pytest

from services.certification.checks import (
    entrypoint_overridable,
    exec_form,
    healthcheck,
    layers,
    no_supervisor,
    non_root,
    ports,
    size,
    volumes,
)
from services.certification.checks.outcome import Check
from tests.services.certification.checks.asking import NOTHING, ask, places, with_rules
from tests.services.certification.images import Link

PASSWD = {"etc/passwd": "root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"}
IN_A_SHELL = ["/bin/sh", "-c", "serve --all"]


def config(check: Check, **told: Any) -> list[str]:
    return places(ask(check, PASSWD, config=told))


def test_forty_layers_are_allowed_and_one_more_is_not() -> None:
    assert ask(layers.CHECK, *([NOTHING] * 40)).told == "40 layers"
    assert places(ask(layers.CHECK, *([NOTHING] * 41))) == ["manifest"]


def test_the_policy_may_allow_fewer_layers() -> None:
    assert ask(layers.CHECK, NOTHING, NOTHING, observed=with_rules(layers=1)).result == "fail"


def test_the_largest_layer_is_named_where_an_image_is_too_large() -> None:
    outcome = ask(size.CHECK, {"a": "x"}, {"b": bytes(range(256)) * 40}, observed=with_rules(size=200))
    assert places(outcome) == ["layer 2"]


def test_a_small_image_says_its_size() -> None:
    assert ask(size.CHECK, {"a": "x"}).told == "0.0 MB stored"


def test_a_health_check_is_missed() -> None:
    assert config(healthcheck.CHECK) == ["HEALTHCHECK"]


@pytest.mark.parametrize(("test", "result"), [(["CMD", "ok"], "pass"), (["NONE"], "fail"), ([], "fail")])
def test_a_health_check_that_is_switched_off_is_none(test: list[str], result: str) -> None:
    assert ask(healthcheck.CHECK, config={"Healthcheck": {"Test": test}}).result == result


@pytest.mark.parametrize("user", ["app", "1000", "1000:1000", "app:app", "65532"])
def test_software_runs_under_an_account_of_its_own(user: str) -> None:
    assert config(non_root.CHECK, User=user) == []


@pytest.mark.parametrize("user", ["", "0", "root", "0:0", "root:app", "00", "toor", "nobody-there"])
def test_root_by_any_name_and_nobody_at_all_are_told(user: str) -> None:
    assert config(non_root.CHECK, User=user) == [f"USER {user}".strip()]


@pytest.mark.parametrize("volume", ["/dev", "/proc/", "/sys/fs/cgroup", "//proc", "/var/../sys", "/"])
def test_no_volume_covers_what_the_kernel_shows(volume: str) -> None:
    assert config(volumes.CHECK, Volumes={volume: {}, "/data": {}}) == [f"VOLUME {volume}"]


@pytest.mark.parametrize("volume", ["/data", "/development", "/srv/sys"])
def test_other_volumes_pass(volume: str) -> None:
    assert config(volumes.CHECK, Volumes={volume: {}}) == []


@pytest.mark.parametrize("port", ["22/tcp", "22", "3389/tcp", "0/tcp", "70000/tcp", "80/http", "90-80/tcp", "http"])
def test_ports_for_remote_logins_and_what_is_no_port_are_told(port: str) -> None:
    assert config(ports.CHECK, ExposedPorts={port: {}, "5432/tcp": {}}) == [f"EXPOSE {port}"]


@pytest.mark.parametrize("port", ["80/tcp", "53/udp", "5432", "8000-8010/tcp", "9000/sctp"])
def test_other_ports_pass(port: str) -> None:
    assert config(ports.CHECK, ExposedPorts={port: {}}) == []


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"Entrypoint": ["/serve"], "Cmd": ["--all"]}, []),
        ({"Cmd": IN_A_SHELL}, []),
        ({"Entrypoint": IN_A_SHELL}, ["ENTRYPOINT"]),
        ({}, ["ENTRYPOINT and CMD"]),
    ],
)
def test_another_command_can_be_given_unless_a_shell_drops_it(told: dict[str, Any], wrong: list[str]) -> None:
    assert config(entrypoint_overridable.CHECK, **told) == wrong


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"Entrypoint": ["/serve"]}, []),
        ({"Cmd": ["/bin/sh", "-c", "exec serve --all"]}, []),
        ({"Cmd": IN_A_SHELL}, ["CMD"]),
        ({"Entrypoint": IN_A_SHELL}, ["ENTRYPOINT"]),
    ],
)
def test_a_shell_between_engine_and_program_is_told(told: dict[str, Any], wrong: list[str]) -> None:
    assert config(exec_form.CHECK, **told) == wrong


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"Cmd": ["/usr/bin/supervisord", "-n"]}, ["CMD /usr/bin/supervisord"]),
        ({"Entrypoint": ["tini", "--", "s6-svscan"]}, ["ENTRYPOINT s6-svscan"]),
        ({"Cmd": ["/bin/sh", "-c", "exec runsvdir -P /etc/sv"]}, ["CMD runsvdir"]),
        ({"Entrypoint": ["/sbin/init"]}, ["ENTRYPOINT /sbin/init"]),
        ({"Entrypoint": ["/init"]}, []),
        ({"Entrypoint": ["tini", "--", "/serve"]}, []),
    ],
)
def test_a_supervisor_of_several_programs_is_told(told: dict[str, Any], wrong: list[str]) -> None:
    assert config(no_supervisor.CHECK, **told) == wrong


def test_the_init_of_s6_overlay_is_a_supervisor() -> None:
    files = {"etc/s6-overlay/s6-rc.d/user": ""}
    assert places(ask(no_supervisor.CHECK, files, config={"Entrypoint": ["/init"]})) == ["ENTRYPOINT /init"]


def test_a_supervisor_that_a_script_would_start_is_found_where_it_lies() -> None:
    files = {"usr/bin/supervisord": "#!", "bin/busybox": "", "bin/runsvdir": Link("busybox")}
    assert places(ask(no_supervisor.CHECK, files)) == ["/usr/bin/supervisord"]
