"""A released image is read, graded and watched: what is found in it has a time, and what is missed is told."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventlog.refusal import Forbidden, Missing
from services.catalog import events as catalog
from tests.controls import certification as told
from tests.services.certification.desk import DONE, PLATFORMS, Desk, says, scan

AMD, ARM = told.AMD64, told.ARM64
OTHER = "sha256:" + "2b" * 32
OTHERS = (catalog.PlatformImage(AMD.platform, "sha256:" + "b6" * 32, 1, 1),)
NOW = datetime.now(UTC)
OLD = (NOW - timedelta(days=40)).strftime("%Y-%m-%dT00:00:00Z")


def package(version: str = "3.0.14-1") -> dict[str, Any]:
    named = {"type": "deb", "ecosystem": "Debian:12", "name": "libssl3", "version": version, "source": "openssl"}
    return named | {"where": "var/lib/dpkg/status"}


def holding(platform: str, digest: str, *packages: Mapping[str, Any]) -> dict[str, Any]:
    return scan(platform, digest) | {"packages": list(packages), "tool": "chandlery 0.1.0"}


def advisory(id: str = "DEBIAN-CVE-2026-1", fixed: str = "3.0.15-1") -> dict[str, Any]:
    """Critical, and known for forty days."""
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    affected = {
        "package": {"ecosystem": "Debian:12", "name": "openssl"},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    record = {"id": id, "published": OLD, "modified": OLD, "affected": [affected]}
    return record | {"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]}


HOLDS = (holding(AMD.platform, AMD.digest, package()), holding(ARM.platform, ARM.digest))


class Watched:
    """A store with one product, and whatever is known of the image that it released."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.rpc = desk, desk.rpc

    def olga(self) -> dict[str, Any]:
        return self.desk.by("olga", "operator")

    def releases(self, tag: str = "2.1", digest: str = told.INDEX, platforms: Any = PLATFORMS) -> None:
        if platforms is not PLATFORMS:
            media_type = "application/vnd.oci.image.index.v1+json"
            self.desk.tell(catalog.VersionStaged("acme/team", tag, digest, media_type, "container", platforms, ""))
        named = (f"r-{tag}", told.DATABASE, "team", "acme/team", tag, digest)
        self.desk.tell(catalog.VersionReleased(*named, platforms, "", "", datetime.now(UTC)))

    def loads(self, *records: Mapping[str, Any]) -> None:
        changed = self.rpc.load_advisories(list(records), self.olga())["changed"]
        self.rpc.finish_loading(len(records), changed, self.olga())

    def certifies(self) -> None:
        checks = [line for line in says(AMD.platform, ARM.platform) if line["line"] == "check"]
        self.desk.will_say(*checks, *HOLDS, DONE)
        sent = self.desk.sends_in()
        self.desk.until(sent, "in_review")
        self.rpc.certify(sent, None, self.desk.ruth())

    def holes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.rpc.vulnerabilities_of("acme/db", self.desk.ada())
        return found

    def grades(self, digest: str = told.INDEX) -> dict[str, str]:
        image = self.rpc.images_of("acme/db").get(digest, {"platforms": []})
        return {one["platform"]: one["grade"] for one in image["platforms"]}

    def until(self, condition: Callable[[], Any]) -> Any:
        return self.desk.services.until(condition, 20)


@pytest.fixture
def watched(desk: Desk) -> Watched:
    desk.will_say(*HOLDS, DONE)
    return Watched(desk)


def test_a_released_image_is_read_and_graded(watched: Watched) -> None:
    watched.loads(advisory())
    watched.releases()
    assert watched.until(watched.grades) == {AMD.platform: "D", ARM.platform: "A"}


def test_an_advisory_touches_only_images_that_hold_its_package(watched: Watched) -> None:
    watched.releases()
    assert watched.until(watched.grades) == {AMD.platform: "A", ARM.platform: "A"}
    watched.loads(advisory())
    watched.until(lambda: watched.grades()[AMD.platform] == "D")
    (hole,) = watched.until(watched.holes)
    assert (hole["platforms"], hole["package"], hole["fixed"]) == ([AMD.platform], "libssl3", "3.0.15-1")


def test_an_image_is_read_once_however_often_it_is_released(watched: Watched) -> None:
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


def test_an_sbom_is_told_by_image_and_platform(watched: Watched) -> None:
    watched.releases()
    watched.until(watched.grades)
    assert watched.rpc.sbom(told.INDEX, AMD.platform) == {"text": "{}"}
    with pytest.raises(Missing, match="no-such-image"):
        watched.rpc.sbom(told.INDEX, "linux/riscv64")


def test_another_publisher_reads_nothing_of_it(watched: Watched) -> None:
    with pytest.raises(Forbidden):
        watched.rpc.vulnerabilities_of("acme/db", watched.desk.by("bob", "initech:owner"))


def test_a_publisher_shows_what_is_known(watched: Watched) -> None:
    assert watched.rpc.show_findings("acme/db", True, watched.desk.ada())["shown"] is True
