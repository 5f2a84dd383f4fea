"""The statements that the store signs of a released version, from what is known of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from services.catalog.deciders.repository_state import Repository
from services.catalog.events import Holes, VersionReleased, VersionScanned
from services.catalog.ports import Said
from vocabulary.cosign import CYCLONEDX, VULNERABILITIES


def bill(platform: str, document: Mapping[str, Any]) -> Said:
    return Said(CYCLONEDX, platform, document)


def scans(state: Repository, digest: str) -> Iterator[Said]:
    scanned = state.scanned.get(digest)
    if scanned is not None:
        for holes in scanned.holes:
            yield Said(VULNERABILITIES, holes.platform, _scan(scanned, holes))


def by_manifest(said: Sequence[Said], version: VersionReleased) -> Iterator[tuple[str, list[Said]]]:
    """Each of its platform's manifest, and of what customers name the version by: the index, where it has one."""
    for platform in version.platforms:
        own = [one for one in said if one.platform == platform.platform]
        if own and platform.digest != version.digest:
            yield platform.digest, own
    if said:
        yield version.digest, list(said)


def _scan(scanned: VersionScanned, holes: Holes) -> dict[str, Any]:
    """Cosign's record of a scan for vulnerabilities (cosign, specs/COSIGN_VULN_ATTESTATION_SPEC)."""
    at = scanned.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "invocation": {"parameters": None, "uri": "", "event_id": "", "builder.id": ""},
        "scanner": {
            "uri": "chandlery",
            "version": "",
            "db": {"uri": "https://osv.dev", "version": scanned.advisories},
            "result": asdict(holes),
        },
        "metadata": {"scanStartedOn": at, "scanFinishedOn": at},
    }
