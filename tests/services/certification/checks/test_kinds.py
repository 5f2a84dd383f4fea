"""Which checks are asked of which kind of image."""

import pytest

from services.certification.checks import CHECKS, Kind, for_kind, kind_of
from tests.services.certification.images import Tree, image_of

PLUGIN = {"Interface": {"Types": ["docker.volumedriver/1.0"], "Socket": "p.sock"}, "Entrypoint": ["/p"]}
STATUS = "Package: bash\nStatus: install ok installed\nVersion: 5\nArchitecture: amd64\n\n"


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"etc/os-release": "ID=debian\nVERSION_ID=13\n"}, "container"),
        ({"usr/lib/os-release": "ID=debian\nVERSION_ID=13\n"}, "container"),
        ({"var/lib/dpkg/status": STATUS}, "container"),
        ({"serve": "a program alone"}, "scratch"),
    ],
)
def test_an_operating_system_beneath_makes_a_container(files: Tree, kind: Kind) -> None:
    assert kind_of(image_of(files)) == kind


def test_a_plugin_says_itself_what_it_is() -> None:
    assert kind_of(image_of({"etc/os-release": "ID=debian\n"}, plugin=PLUGIN)) == "plugin"


def groups(kind: Kind) -> set[str]:
    return {check.group for check in for_kind(kind)}


def test_only_what_stands_on_a_base_is_asked_for_it() -> None:
    assert "base" in groups("container")
    assert "base" not in groups("scratch") | groups("plugin")


def test_a_plugin_is_not_asked_how_a_container_of_it_would_start() -> None:
    assert {check.id for check in for_kind("plugin") if check.group == "shape"} == {"layers", "size"}


def test_every_check_is_asked_of_some_kind() -> None:
    asked = {check.id for kind in ("container", "scratch", "plugin") for check in for_kind(kind)}  # type: ignore[arg-type]
    assert asked == {check.id for check in CHECKS}


def test_a_compose_file_has_a_way_in_of_its_own() -> None:
    assert for_kind("compose") == ()
