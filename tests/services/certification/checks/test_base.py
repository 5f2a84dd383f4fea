"""Checks of the group base."""

from dataclasses import replace

import pytest

from services.certification.checks import approved_base, base_fresh, base_unmodified, prohibited_packages
from services.certification.scan.image import Image
from services.certification.scan.observed import Base, Observed
from services.certification.scan.package import Package
from tests.services.certification.checks.asking import places, with_rules
from tests.services.certification.images import REMOVED, Folder, Link, Tree, image_of

BASE: Tree = {"usr/bin/tool": "one", "usr/share/doc/tool": "text", "etc/tool.conf": "x=1"}
OWNED = {
    "usr/bin/tool": "tool",
    "usr/share/doc/tool": "tool",
    "etc/tool.conf": "tool",
    "usr": "tool",
    "usr/bin": "tool",
}
STAGES = ((0, {"tool": "1.0"}),)


def on(*names: str, outdated: bool = False, lowest: int = 1) -> tuple[Image, Observed]:
    image = image_of({"a": "base"}, {"b": "more"}, {"c": "own"})
    digests = tuple(layer.diff_id for layer in image.layers[:lowest])
    return image, with_rules(bases=tuple(Base(name, digests, outdated) for name in names))


def built_on(*layers: Tree, owned: dict[str, str] | None = None, stages: object = STAGES) -> Image:
    return replace(image_of(BASE, *layers), owned=OWNED if owned is None else owned, stages=stages)  # type: ignore[arg-type]


def modified(image: Image) -> list[str]:
    return places(base_unmodified.CHECK.run(image, Observed()))


def test_a_base_is_known_by_its_layers() -> None:
    assert approved_base.CHECK.run(*on("debian:13-slim")).told == "debian:13-slim"


def test_of_two_bases_beneath_the_higher_is_told() -> None:
    image, low = on("debian:13-slim")
    _, high = on("python:3.13-slim", lowest=2)
    assert (
        approved_base.CHECK.run(image, with_rules(bases=low.rules.bases + high.rules.bases)).told == "python:3.13-slim"
    )


def test_layers_of_a_base_in_another_order_are_not_that_base() -> None:
    image, observed = on("debian:13-slim", lowest=2)
    turned = replace(image, layers=(image.layers[1], image.layers[0]))
    assert places(approved_base.CHECK.run(turned, observed)) == [f"layer 1, {turned.layers[0].diff_id}"]


def test_where_no_bases_are_known_nobody_says_that_one_is_approved() -> None:
    assert approved_base.CHECK.run(image_of({}), Observed()).result == "not_run"


def test_a_base_whose_name_went_to_another_image_is_outdated() -> None:
    assert places(base_fresh.CHECK.run(*on("debian:13-slim", outdated=True))) == ["layers 1 to 1"]


def test_the_newest_base_is_fresh() -> None:
    assert base_fresh.CHECK.run(*on("debian:13-slim")).result == "pass"


def test_no_base_can_be_outdated_where_none_lies_beneath() -> None:
    assert base_fresh.CHECK.run(image_of({}), Observed()).result == "not_run"


def test_files_as_their_packages_brought_them_pass() -> None:
    assert modified(built_on({"opt/own": "x"})) == []


@pytest.mark.parametrize("change", [{"usr/bin/tool": "other"}, {"usr/bin/tool": REMOVED}, {"usr/bin/tool": Link("x")}])
def test_a_packages_file_that_a_layer_replaces_or_deletes_is_named(change: Tree) -> None:
    assert modified(built_on(change)) == ["/usr/bin/tool"]


def test_the_finding_names_package_and_layer() -> None:
    finding = base_unmodified.CHECK.run(built_on({}, {"usr/bin/tool": "x"}), Observed()).findings[0]
    assert finding.what == "belongs to the package tool; layer 3 replaces it"


def test_configuration_may_be_changed_and_documentation_left_out() -> None:
    assert modified(built_on({"etc/tool.conf": "x=2", "usr/share/doc/tool": REMOVED})) == []


def test_a_folder_that_a_layer_names_again_is_no_change() -> None:
    assert modified(built_on({"usr": Folder(), "usr/bin": Folder(0o700)})) == []


def test_another_version_of_the_package_may_change_its_files() -> None:
    stages = (*STAGES, (1, {"tool": "1.1"}))
    assert modified(built_on({"usr/bin/tool": "two"}, stages=stages)) == []


def test_a_package_that_came_with_the_layer_may_replace_what_was_there() -> None:
    assert modified(built_on({"usr/bin/tool": "two"}, stages=((0, {}), (1, {"tool": "1.0"})))) == []


def test_what_a_later_version_mends_is_as_its_package_brought_it() -> None:
    stages = (*STAGES, (2, {"tool": "1.1"}))
    assert modified(built_on({"usr/bin/tool": "by hand"}, {"usr/bin/tool": "two"}, stages=stages)) == []


def test_a_change_after_the_last_version_is_found() -> None:
    stages = (*STAGES, (1, {"tool": "1.1"}))
    assert modified(built_on({"usr/bin/tool": "two"}, {"usr/bin/tool": "by hand"}, stages=stages)) == ["/usr/bin/tool"]


def test_packages_that_tell_files_without_usr_own_them_all_the_same() -> None:
    assert modified(built_on({"usr/bin/tool": "x"}, owned={"bin/tool": "tool"})) == ["/usr/bin/tool"]


def test_packages_that_tell_no_files_are_not_said_to_be_unchanged() -> None:
    image = replace(built_on(owned={}), packages=(package("tool"),))
    assert base_unmodified.CHECK.run(image, Observed()).result == "not_run"


def package(name: str, kind: str = "deb") -> Package:
    return Package(kind, "Debian:13", name, "1.0", "var/lib/dpkg/status")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["grub", "kpatch2121", "kpatch-dnf"])
def test_a_package_that_is_not_allowed_is_named(name: str) -> None:
    image = replace(image_of({}), packages=(package("bash"), package(name)))
    outcome = prohibited_packages.CHECK.run(image, with_rules(prohibited=("grub", "kpatch*")))
    assert places(outcome) == [f"package {name} 1.0"]


def test_a_rule_for_one_kind_of_package_leaves_the_others() -> None:
    image = replace(image_of({}), packages=(package("grub", "npm"), package("kpatch")))
    assert prohibited_packages.CHECK.run(image, with_rules(prohibited=("deb:grub", "grub2"))).result == "pass"
