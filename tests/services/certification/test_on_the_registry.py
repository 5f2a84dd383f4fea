"""An image in the real registry, examined by the store's own child."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.catalog import events as catalog
from services.catalog.settings import Settings
from services.certification.service import Certification
from tests.controls import certification as told
from tests.parts import registry
from tests.services.catalog.pushed import image_saying, push
from tests.services.certification.desk import Desk, open_desk

OCI_INDEX = "application/vnd.oci.image.index.v1+json"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    if shutil.which(registry.PROGRAM) is None:
        pytest.skip("no docker-registry on this machine")
    with registry.own(tmp_path_factory.mktemp("registry")) as environment:
        yield environment


def staged(place: dict[str, str], text: str) -> catalog.VersionStaged:
    """What the catalogue says of an image that was pushed."""
    image = image_saying(text)
    digest = push(Settings.load(place), "staging/acme/team", "2.1", image)
    manifests = zip(("linux/amd64", "linux/arm64"), image.manifests, strict=False)
    platforms = tuple(catalog.PlatformImage(name, one.digest, 1, 1) for name, one in manifests)
    return catalog.VersionStaged("acme/team", "2.1", digest, OCI_INDEX, "container", platforms, "")


@pytest.fixture
def desk(tmp_path: Path, place: dict[str, str]) -> Iterator[Desk]:
    with open_desk(tmp_path, Certification, **{**place, "CHANDLERY_DATA": str(tmp_path)}) as desk:
        desk.sells()
        yield desk


def sent_in(desk: Desk, version: catalog.VersionStaged) -> str:
    desk.tell(version)
    sent = ("acme/db", "team", "2.1", version.digest, "29.1", "")
    return str(desk.rpc.open_submission(*sent, desk.ada())["id"])


def test_the_stores_own_child_examines_what_was_pushed(desk: Desk, place: dict[str, str]) -> None:
    version = staged(place, "hello")
    found = desk.until(sent_in(desk, version), "in_review")
    assert [each["platform"] for each in found["platforms"]] == [each.platform for each in version.platforms]
    outcomes = {each["id"]: each["outcome"] for each in found["platforms"][0]["checks"]}
    assert outcomes["layers"] == "pass"
    assert outcomes["starts"] == "not_run"


def test_a_reviewer_sees_what_changed_since_the_version_certified_before(desk: Desk, place: dict[str, str]) -> None:
    first = sent_in(desk, staged(place, "one"))
    for block in desk.until(first, "in_review")["in_the_way"]:
        desk.rpc.waive(first, block["check"], "Known.", WAIVED, desk.ruth())
    certified = desk.rpc.certify(first, None, desk.ruth())
    desk.services.until(lambda: desk.submission(first)["certificate"])
    second = sent_in(desk, staged(place, "two"))
    desk.until(second, "in_review")
    told = desk.rpc.difference(second, desk.ruth())
    assert told["before"] == {"tag": "2.1", "digest": certified["digest"]}
    assert [each["layers"]["kept"] for each in told["platforms"]] == [0, 0]


def test_what_is_not_there_any_more_has_failed(desk: Desk) -> None:
    gone = catalog.VersionStaged("acme/team", "2.1", told.INDEX, OCI_INDEX, "container", PLATFORMS, "")
    assert desk.until(sent_in(desk, gone), "failed")["reasons"]


WAIVED = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
PLATFORMS = (catalog.PlatformImage("linux/amd64", told.AMD64.digest, 1, 1),)
