"""Manifests and configs are read as engines read them, and refused where engines would see two things in one."""

import json
from typing import Any

import pytest

from services.certification.ports import Unreadable
from services.certification.scan.documents import as_specified, config_of, document, manifest_of, plugin_config_of
from services.certification.scan.image import Healthcheck
from tests.services.certification.images import image_of

CONFIG = {
    "os": "linux",
    "architecture": "arm",
    "variant": "v7",
    "created": "2026-01-15T10:00:00Z",
    "config": {
        "User": "app",
        "Env": ["A=1"],
        "Entrypoint": ["/bin/sh", "-c", "run"],
        "Cmd": ["serve"],
        "Volumes": {"/data": {}},
        "ExposedPorts": {"5432/tcp": {}},
        "Labels": {"a": "b"},
        "WorkingDir": "/app",
        "StopSignal": "SIGINT",
        "Healthcheck": {"Test": ["CMD-SHELL", "ok"]},
    },
    "history": [{"created_by": "RUN x"}, {"created_by": "CMD", "empty_layer": True}],
    "rootfs": {"type": "layers", "diff_ids": ["sha256:1"]},
}


def read(content: str | bytes) -> dict[str, Any]:
    return document(content if isinstance(content, bytes) else content.encode(), "The config")


def test_everything_that_a_config_says_is_told():
    told = config_of(CONFIG, "")
    assert (told.platform, told.user, told.env, told.cmd) == ("linux/arm/v7", "app", ("A=1",), ("serve",))
    assert (told.volumes, told.ports, told.labels) == (("/data",), ("5432/tcp",), {"a": "b"})
    assert (told.working_dir, told.stop_signal, told.healthcheck) == (
        "/app",
        "SIGINT",
        Healthcheck(("CMD-SHELL", "ok")),
    )
    assert (told.shell_form, told.history, told.diff_ids) == (
        ("entrypoint", "healthcheck"),
        ("RUN x", "CMD"),
        ("sha256:1",),
    )


def test_a_config_says_for_what_it_was_built_before_an_index_does():
    assert config_of(CONFIG, "linux/amd64").platform == "linux/arm/v7"
    assert config_of({}, "linux/amd64").platform == "linux/amd64"


def test_a_plugin_s_config_says_how_it_runs():
    told = plugin_config_of({"entrypoint": ["/run"], "env": [{"name": "DEBUG", "value": "0"}], "workdir": "/"}, "")
    assert (told.entrypoint, told.env, told.working_dir, told.platform) == (("/run",), ("DEBUG=0",), "/", "linux/amd64")


def test_a_plugin_is_told_as_one_with_its_own_config():
    image = image_of({"run": "x"}, plugin={"interface": {"types": ["docker.volumedriver/1.0"]}, "entrypoint": ["/run"]})
    assert (image.kind, image.raw_config["interface"]) == ("plugin", {"types": ["docker.volumedriver/1.0"]})


def test_a_plugin_s_config_is_spelled_as_specified_however_docker_wrote_it():
    written = {"Interface": {"Types": ["x"], "Socket": "s"}, "IpcHost": True, "Mounts": [{"Source": "/a"}], "rootfs": 1}
    assert as_specified(written) == {
        "interface": {"types": ["x"], "socket": "s"},
        "ipcHost": True,
        "mounts": [{"source": "/a"}],
        "rootfs": 1,
    }
    with pytest.raises(Unreadable):
        as_specified({"Interface": {}, "interface": {}})


def test_fields_are_found_in_any_case_as_engines_find_them():
    assert config_of({"Config": {"user": "root"}}, "").user == "root"


@pytest.mark.parametrize(
    "content",
    [
        '{"config": {"User": "app"}, "config": {"User": "root"}}',
        "[]",
        "{",
        "",
        b"\xff\xfe{",
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '{"a":' * 70 + "1" + "}" * 70,
        '{"a": ' + "9" * 5000 + "}",
        " " * (5 * 1024 * 1024) + "{}",
    ],
)
def test_what_says_things_twice_or_is_no_json_object_is_refused(content: str | bytes):
    with pytest.raises(Unreadable):
        read(content)


def test_a_field_that_is_there_in_two_cases_is_refused():
    with pytest.raises(Unreadable, match="twice"):
        config_of(read('{"config": {"User": "app", "user": "root"}}'), "")


def test_text_that_no_database_takes_is_replaced():
    assert read('{"a": ["x\\u0000y", "\\ud800", "\\ud83d\\ude00"]}') == {"a": ["x\ufffdy", "\ufffd", "😀"]}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"config": {}, "layers": {}},
        {"config": {}, "layers": ["x"]},
        {"config": {}, "layers": [{"digest": "x", "size": 1}]},
        {"config": {}, "layers": [{"digest": f"sha256:{'0' * 64}", "size": -1}]},
        {"config": {}, "layers": [{"digest": f"sha256:{'0' * 64}", "size": True}]},
    ],
)
def test_a_manifest_that_is_none_is_refused(told: dict[str, Any]):
    with pytest.raises(Unreadable):
        manifest_of(json.dumps(told).encode())


@pytest.mark.parametrize("wrong", [7, [], "x", {"Env": 7}, {"Labels": []}, {"Healthcheck": "x"}, {"Cmd": [1, None]}])
def test_a_config_of_odd_types_says_nothing_and_breaks_nothing(wrong: object):
    assert config_of({"config": wrong, "history": wrong, "rootfs": wrong}, "").cmd == ()
