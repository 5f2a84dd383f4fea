"""A store with one product, and whatever is known of the image that it released."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

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


def advisory(id: str = "DEBIAN-CVE-2026-1", fixed: str = "3.0.15-1", package: str = "openssl") -> dict[str, Any]:
    """Critical, and known for forty days."""
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    affected = {
        "package": {"ecosystem": "Debian:12", "name": package},
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

    def findings_of_submission(self) -> list[tuple[str | None, str | None]]:
        """Of the one that was sent in last: when each must be mended, and what its publisher says of it."""
        told = self.rpc.submission(self.desk.sent[-1], self.desk.ada())
        return [(hole["due"], hole["vex"]) for each in told["platforms"] for hole in each["findings"] or ()]

    def grades(self, digest: str = told.INDEX) -> dict[str, str]:
        image = self.rpc.images_of("acme/db").get(digest, {"platforms": []})
        return {one["platform"]: one["grade"] for one in image["platforms"]}

    def until(self, condition: Callable[[], Any]) -> Any:
        return self.desk.services.until(condition)
