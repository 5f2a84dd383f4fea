"""A released image is read, graded and watched: what is found in it has a time, and what is missed is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eventlog.refusal import Forbidden, Missing
from services.catalog import events as catalog
from tests.controls import certification as told
from tests.services.certification.desk import DONE, open_desk
from tests.services.certification.watched import AMD, HOLDS, OTHER, OTHERS, Watched, advisory, holding, package

ELSEWHERE = advisory("DEBIAN-CVE-2026-9", package="zlib")  # about nothing that any image here holds


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """A store of its own: what one test loads is known in it."""
    with open_desk(tmp_path) as desk:
        desk.sells()
        desk.pushes()
        desk.will_say(*HOLDS, DONE)
        yield Watched(desk)


def test_a_released_image_is_read_and_graded(watched: Watched) -> None:
    watched.loads(advisory())
    watched.releases()
    assert watched.until(watched.grades) == {AMD.platform: "D"}  # no package of the other is known


def test_nobody_grades_an_image_while_no_advisories_are_known(watched: Watched) -> None:
    watched.releases()
    watched.until(lambda: watched.rpc.images_of("acme/db"))
    assert watched.grades() == {}
    watched.loads(ELSEWHERE)
    assert watched.until(watched.grades) == {AMD.platform: "A"}


def test_an_advisory_touches_only_images_that_hold_its_package(watched: Watched) -> None:
    watched.loads(ELSEWHERE)
    watched.releases()
    assert watched.until(watched.grades) == {AMD.platform: "A"}
    watched.loads(advisory())
    watched.until(lambda: watched.grades()[AMD.platform] == "D")
    (hole,) = watched.until(watched.holes)
    assert (hole["platforms"], hole["package"], hole["fixed"]) == ([AMD.platform], "libssl3", "3.0.15-1")


def test_an_image_is_read_once_however_often_it_is_released(watched: Watched) -> None:
    watched.loads(ELSEWHERE)
    watched.releases()
    watched.until(watched.grades)
    watched.releases("2")
    watched.loads(advisory())
    watched.until(watched.holes)
    assert len((watched.desk.folder / "started").read_text().splitlines()) == 1


def test_only_a_certificate_starts_a_clock(watched: Watched) -> None:
    watched.loads(advisory(), advisory("DEBIAN-CVE-2026-2", fixed=""))
    watched.releases()
    assert [hole["due"] for hole in watched.until(watched.holes)] == [None, None]
    watched.certifies()
    running = watched.until(lambda: [hole for hole in watched.holes() if hole["due"]])
    due = datetime.fromisoformat(running[0]["due"])
    assert [hole["advisory"] for hole in running] == ["DEBIAN-CVE-2026-1"]
    assert timedelta(hours=71) < due - datetime.now(UTC) <= timedelta(hours=72)


def test_a_submission_tells_the_clock_of_each_hole_and_what_is_said_of_it(watched: Watched) -> None:
    watched.loads(advisory())
    watched.releases()
    watched.certifies()
    (hole,) = watched.until(lambda: [hole for hole in watched.holes() if hole["due"]])
    assert watched.findings_of_submission() == [(hole["due"], None)]
    watched.rpc.state_vex(hole["id"], "not_affected", "vulnerable_code_not_present", "", watched.desk.ada())
    assert watched.findings_of_submission() == [(None, "not_affected")]


def test_a_release_without_the_hole_mends_it(watched: Watched) -> None:
    watched.loads(advisory())
    watched.releases()
    watched.until(watched.holes)
    watched.desk.will_say(holding(AMD.platform, OTHERS[0].digest, package("3.0.15-1")), DONE)
    watched.releases("2.2", OTHER, OTHERS)
    watched.until(lambda: not watched.holes())
    assert watched.grades(OTHER) == {AMD.platform: "A"}


def test_a_yank_brings_back_what_the_release_before_has(watched: Watched) -> None:
    watched.loads(advisory())
    watched.releases()
    watched.until(watched.holes)
    watched.desk.will_say(holding(AMD.platform, OTHERS[0].digest), DONE)
    watched.releases("2.2", OTHER, OTHERS)
    watched.until(lambda: not watched.holes())
    watched.desk.tell(catalog.VersionYanked("acme/team", told.DATABASE, "2.2", OTHER, "It loses data.", security=False))
    assert [hole["tag"] for hole in watched.until(watched.holes)] == ["2.1"]


def test_what_its_publisher_says_of_a_hole_counts_in_its_grade(watched: Watched) -> None:
    watched.loads(advisory())
    watched.releases()
    (hole,) = watched.until(watched.holes)
    vex = ("not_affected", "vulnerable_code_not_present", "")
    assert watched.rpc.state_vex(hole["id"], *vex, watched.desk.ada())["vex"]["status"] == "not_affected"
    watched.until(lambda: watched.grades()[AMD.platform] == "A")


def test_the_same_advisories_again_change_nothing(watched: Watched) -> None:
    watched.loads(advisory())
    watched.releases()
    before = watched.until(watched.holes)
    watched.loads(advisory())
    watched.until(lambda: watched.rpc.advisories_loaded(watched.olga())["waiting"] == 0)
    assert watched.holes() == before


def sbom(watched: Watched, platform: str) -> dict[str, str] | None:
    """None until the view knows which image that is."""
    try:
        return dict(watched.rpc.sbom(told.INDEX, platform))
    except Missing:
        return None


def test_an_sbom_is_told_by_image_and_platform(watched: Watched) -> None:
    watched.loads(ELSEWHERE)
    watched.releases()
    assert watched.until(lambda: sbom(watched, AMD.platform)) == {"text": "{}"}
    with pytest.raises(Missing, match="no-such-image"):
        watched.rpc.sbom(told.INDEX, "linux/riscv64")


def test_another_publisher_reads_nothing_of_it(watched: Watched) -> None:
    with pytest.raises(Forbidden):
        watched.rpc.vulnerabilities_of("acme/db", watched.desk.by("bob", "initech:owner"))


def test_a_publisher_shows_what_is_known(watched: Watched) -> None:
    assert watched.rpc.show_findings("acme/db", True, watched.desk.ada())["shown"] is True
