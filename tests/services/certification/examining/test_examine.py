from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import BinaryIO

import pytest

from services.certification.examining.examine import Looked, Terms, examine
from services.certification.examining.imported import UNDATED
from services.certification.examining.policy import load_policy
from services.certification.examining.report import PlatformReport, Report, Weighed
from services.certification.ports import SourceAway, SourceImage, Unreadable
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from tests.services.certification.images import Built, Held, built
from tests.services.certification.reports.examples import HOLE

STATUS = b"Package: bash\nStatus: install ok installed\nVersion: 5.1-2\nArchitecture: amd64\n\n"
DEBIAN = {"etc/os-release": b'ID=debian\nVERSION_ID="12"\n', "var/lib/dpkg/status": STATUS}
TERMS = Terms(
    tool="chandlery 0.1.0",
    now=datetime(2026, 11, 29, 12, tzinfo=UTC),
    policy=lambda kind: load_policy(None, kind),
    observe=lambda image, stored, kind: Observed(),
    look=lambda image: None,
)


@dataclass
class Watched:
    """What an examination told of its progress."""

    checks: list[tuple[str, str]] = field(default_factory=list)
    platforms: list[str] = field(default_factory=list)

    def began(self, image: SourceImage) -> None: ...

    def read(self, done: int, of: int) -> None: ...

    def observing(self, image: Image) -> None: ...

    def checked(self, platform: PlatformReport, check: Weighed) -> None:
        self.checks.append((platform.platform, check.check))

    def finished(self, platform: PlatformReport) -> None:
        self.platforms.append(platform.digest)


class Broken(Held):
    """One of its images raises when its layer is read."""

    def __init__(self, *images: Built, broken: int, wrong: Exception) -> None:
        super().__init__(*images)
        self._broken, self._wrong = images[broken].digest, wrong

    @contextmanager
    def layer(self, image: SourceImage, index: int) -> Iterator[BinaryIO]:
        if image.digest == self._broken:
            raise self._wrong
        with super().layer(image, index) as content:
            yield content


AMD = built(DEBIAN, platform="linux/amd64")
ARM = built(DEBIAN, {"a": b"b"}, platform="linux/arm64")


def examined(source: Held, terms: Terms = TERMS, images: Sequence[SourceImage] | None = None) -> Report:
    return examine(source, source.images() if images is None else images, terms, Watched())


def test_an_index_gives_a_report_for_each_platform() -> None:
    report = examined(Held(AMD, ARM))
    assert [each.platform for each in report.platforms] == ["linux/amd64", "linux/arm64"]
    assert all(each.checks for each in report.platforms)


@pytest.mark.parametrize("wrong", [Unreadable("layer 0 is cut off"), KeyError("x"), RecursionError()])
def test_a_platform_that_breaks_does_not_stop_the_others_and_never_passes(wrong: Exception) -> None:
    report = examined(Broken(AMD, ARM, broken=0, wrong=wrong))
    broken, whole = report.platforms
    assert broken.problem
    assert not broken.passed
    assert whole.checks
    assert not report.passed


def test_a_registry_that_went_away_ends_the_examination_so_that_it_is_tried_again() -> None:
    with pytest.raises(SourceAway):
        examined(Broken(AMD, ARM, broken=0, wrong=SourceAway("no answer")))


def test_at_home_a_link_that_breaks_costs_one_platform() -> None:
    report = examined(
        Broken(AMD, ARM, broken=0, wrong=SourceAway("no answer")), replace(TERMS, broken=(Unreadable, SourceAway))
    )
    assert [each.problem for each in report.platforms] == ["no answer", ""]


def test_a_platform_that_the_source_could_not_read_is_reported_and_not_passed() -> None:
    source = Held(AMD, ARM)
    first, second = source.images()
    report = examined(source, images=[replace(first, problem="its manifest is gone", manifest=b""), second])
    assert report.platforms[0].problem == "its manifest is gone"
    assert (report.platforms[0].asked, report.passed) == ("linux/amd64", False)


def test_a_platform_is_told_by_its_own_config_and_not_by_the_index_alone() -> None:
    source = Held(AMD, ARM)
    wrongly = [replace(image, asked="linux/riscv64") for image in source.images()]
    report = examined(source, images=wrongly)
    assert [each.platform for each in report.platforms] == ["linux/amd64", "linux/arm64"]
    assert not report.passed


def test_what_is_known_already_is_not_read_again() -> None:
    report = examined(Held(AMD, ARM), replace(TERMS, known=frozenset({AMD.digest})))
    assert [each.platform for each in report.platforms] == ["linux/arm64"]


def test_nothing_to_examine_is_no_pass() -> None:
    assert not examined(Held(AMD), images=[]).passed


def test_progress_tells_every_check_of_every_platform() -> None:
    source, watched = Held(AMD, ARM), Watched()
    report = examine(source, source.images(), TERMS, watched)
    told = [(platform.platform, check.check) for platform in report.platforms for check in platform.checks]
    assert watched.checks == told
    assert watched.platforms == [AMD.digest, ARM.digest]


def test_vulnerabilities_are_those_that_are_looked_up_by_the_images_packages() -> None:
    def look(image: Image) -> Looked:
        return Looked((HOLE,) if any(package.name == "bash" for package in image.packages) else ())

    (platform,) = examined(Held(AMD), replace(TERMS, look=look)).platforms
    assert platform.found == (HOLE,)
    assert platform.grade == "F"  # a fix of 2023 that is not in it


def test_without_advisories_nobody_says_that_there_are_no_vulnerabilities() -> None:
    (platform,) = examined(Held(AMD)).platforms
    assert (platform.found, platform.grade) == (None, "")


def test_an_image_of_which_no_package_is_known_is_not_graded() -> None:
    (platform,) = examined(Held(built({"app": b"x"})), replace(TERMS, look=lambda image: Looked(()))).platforms
    assert (platform.found, platform.grade) == ((), "")


def test_an_image_without_an_operating_system_is_weighed_as_such() -> None:
    report = examined(Held(built({"app": b"x"})))
    assert report.kind == "scratch"
    assert "approved-base" not in {check.check for check in report.platforms[0].checks}


def test_a_platform_has_a_bill_of_its_packages() -> None:
    (platform,) = examined(Held(AMD)).platforms
    assert b'"bash"' in platform.sbom


def test_no_grade_is_made_up_where_a_report_does_not_say_since_when_holes_are_known() -> None:
    undated = Looked((replace(HOLE, published=UNDATED),))
    (platform,) = examined(Held(AMD), replace(TERMS, look=lambda image: undated)).platforms
    assert (platform.found, platform.grade) == (undated.found, "")
