"""Checks of the group identity."""

from dataclasses import replace

import pytest

from services.certification.checks import annotations, licence_files, platform, protected_names, unique_tag
from services.certification.checks.protected_names import misuses
from services.certification.scan.observed import Observed
from tests.services.certification.checks.asking import TITLED, ask, places, with_rules
from tests.services.certification.images import Folder, Link, image_of

BLUE_CAP = with_rules(protected={"Blue Cap": ("bluecap",)})
SIGNATURE = f"sha256-{'a' * 64}.sig"


@pytest.mark.parametrize(
    ("reference", "tags", "result"),
    [
        ("acme/db:1.0.0", [], "pass"),
        ("acme/db:latest", [], "fail"),
        ("acme/db:latest", ["latest", "1.0.0"], "pass"),
        (f"acme/db@sha256:{'a' * 64}", ["latest"], "fail"),
        (f"acme/db@sha256:{'a' * 64}", ["1.0.0"], "pass"),
        ("acme/db:LATEST", [], "fail"),
        ("acme/db:latest", ["latest", SIGNATURE], "fail"),
        ("./a folder", [], "not_run"),
        (f"acme/db@sha256:{'a' * 64}", [], "not_run"),
    ],
)
def test_a_version_goes_by_a_tag_of_its_own(reference: str, tags: list[str], result: str) -> None:
    assert ask(unique_tag.CHECK, reference=reference, tags=tags).result == result


def test_labels_say_what_an_image_is() -> None:
    assert ask(annotations.CHECK, config={"Labels": TITLED}).told == "db 1.0.0"


def test_the_manifests_annotations_say_it_as_well() -> None:
    assert ask(annotations.CHECK, annotations=TITLED).result == "pass"


def test_each_key_that_is_missing_or_empty_is_named() -> None:
    told = TITLED | {"org.opencontainers.image.vendor": "  "}
    del told["org.opencontainers.image.version"]
    outcome = ask(annotations.CHECK, config={"Labels": told})
    assert places(outcome) == [f"annotation org.opencontainers.image.{key}" for key in ("vendor", "version")]


def test_labels_older_than_ocis_count() -> None:
    older = {"name": "db", "vendor": "Acme", "version": "1", "url": "u", "license": "MIT", "summary": "A database"}
    assert ask(annotations.CHECK, config={"Labels": older}).result == "pass"


@pytest.mark.parametrize(
    "files",
    [
        {"licenses/LICENCE": "text", "licenses/empty": ""},
        {"licenses/a/b/c/LICENCE": "text"},
        {"licenses": Link("texts"), "texts/one": "text", "texts/two": "text"},
        {"usr/share/LICENCE": "text", "licenses/LICENCE": Link("/usr/share/LICENCE")},
    ],
)
def test_a_licence_lies_in_its_folder(files: dict[str, object]) -> None:
    assert ask(licence_files.CHECK, files).result == "pass"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"licenses": Folder()},
        {"licenses/empty": ""},
        {"licenses/folder": Folder()},
        {"licenses": "a file"},
        {"nothing": "", "licenses/LICENCE": Link("../nothing")},
        {"folder": Folder(), "licenses": Link("folder")},
        {"folder/deeper": Folder(), "licenses/LICENCE": Link("../folder")},
        {"licenses/LICENCE": Link("../../../../outside")},
        {"licenses/LICENCE": Link("LICENCE")},
    ],
)
def test_nothing_empty_missing_or_outside_counts_as_a_licence(files: dict[str, object]) -> None:
    assert places(ask(licence_files.CHECK, files)) == ["/licenses"]  # type: ignore[arg-type]


def test_an_annotation_may_name_the_licence() -> None:
    told = {"org.opencontainers.image.licenses": "MIT"}
    assert ask(licence_files.CHECK, config={"Labels": told}).told == "MIT"


@pytest.mark.parametrize(
    "text",
    [
        "Blue Cap",
        "Blue-Cap",
        "Blue_Cap",
        "BLUE\t\tCAP\t",
        "bluecap",
        "x by blue cap for blue cap",
        "blue cap x for blue cap",
    ],
)
def test_a_protected_name_is_recognised_however_it_is_written(text: str) -> None:
    assert misuses(text, "Blue Cap")


@pytest.mark.parametrize("text", ["Something for Blue Cap Clusters", "For-Blue-Cap", "For_Blue_Cap", "blueish cap", ""])
def test_one_may_say_for_whose_software_it_is(text: str) -> None:
    assert not misuses(text, "Blue Cap")


def test_repository_title_vendor_and_maintainer_are_looked_at() -> None:
    config = {"Labels": {"maintainer": "BlueCap", "vendor": "Blue Cap", "name": "db"}}
    outcome = ask(protected_names.CHECK, config=config, reference="acme/blue-cap-db:1", observed=BLUE_CAP)
    assert places(outcome) == ["repository acme/blue-cap-db", "annotation vendor", "label maintainer"]


@pytest.mark.parametrize(
    "reference", ["acme/simple-demo-operator:1", "simple-demo:1", "store.example/bluecap/blue-cap:1"]
)
def test_another_name_and_the_owner_itself_pass(reference: str) -> None:
    assert ask(protected_names.CHECK, reference=reference, observed=BLUE_CAP).result == "pass"


def test_only_the_last_part_of_a_repository_is_its_name() -> None:
    outcome = ask(protected_names.CHECK, reference="local.example/quay.io/bluecap-isv/123:1", observed=BLUE_CAP)
    assert outcome.result == "pass"


@pytest.mark.parametrize("asked", ["", "linux/amd64"])
def test_a_platform_is_the_one_that_was_asked_for(asked: str) -> None:
    assert platform.CHECK.run(replace(image_of({}), asked=asked), Observed()).result == "pass"


def test_an_index_that_names_another_platform_is_told() -> None:
    outcome = platform.CHECK.run(replace(image_of({}), asked="linux/arm64"), Observed())
    assert "linux/arm64" in outcome.findings[0].what


def test_a_variant_that_goes_without_saying_is_no_difference() -> None:
    image = replace(image_of({}, platform="linux/arm64"), asked="linux/arm64/v8")
    assert platform.CHECK.run(image, Observed()).result == "pass"
