"""Versions as a table shows them: one line an image, with its other tags, platforms and size."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from gateway.catalog.pulling import tag_of
from gateway.drawing import bare
from gateway.markdown import rendered
from gateway.views.judged import NOTHING, Judged
from gateway.views.versions import Deprecation, Version, VersionPlatform, Yank

USUAL = "linux/amd64"
COMMIT = re.compile("[0-9a-f]{12,64}")


@dataclass(frozen=True)
class Line:
    tag: str
    plan: str  # its name
    others: tuple[str, ...]
    digest: str
    commit: str
    date: str
    platforms: tuple[str, ...]
    size: int | None
    notes: Markup
    yanked: Yank | None
    deprecated: Deprecation | None
    certified: bool
    grade: str  # of `platform`, else of the worst; empty: not graded
    findings: Mapping[str, int] | None  # None: nobody looked, or its publisher does not show it
    sbom: str  # where its bill of materials is had; empty: there is none, or it is not shown


def line(version: Version, platform: str = "", plan: str = "", known: Judged = NOTHING, *, open_for: str = "") -> Line:
    """Size and digest are those of `platform` where it is named; else the size is the usual platform's.

    `open_for` is the product's address where its findings are shown; else they stay empty.
    """
    chosen = _chosen(version.platforms, platform)
    tag = tag_of(version)
    return Line(
        tag=tag,
        plan=plan or version.plan,
        others=tuple(other for other in version.tags if other != tag),
        digest=chosen.digest if platform and chosen and version.digest else version.digest,
        commit=_commit(version),
        date=version.released if version.digest else version.created,
        platforms=tuple(bare(offered.platform) for offered in version.platforms),
        size=chosen.size if chosen else None,
        notes=Markup(rendered(version.notes, 4) if version.notes else ""),  # noqa: S704 - cleaned by nh3
        yanked=version.yanked,
        deprecated=version.deprecated,
        certified=known.certified and version.yanked is None,
        grade=next((one.grade for one in known.ratings if one.platform == platform), known.grade),
        findings=known.findings() if open_for and known.ratings else None,
        sbom=_sbom(version, platform, open_for) if open_for and known.sboms else "",
    )


def _sbom(version: Version, platform: str, address: str) -> str:
    asked = f"?{urlencode({'platform': platform})}" if platform else ""
    return f"/api/v1/products/{address}/versions/{version.digest}/sbom{asked}"


def _chosen(platforms: Sequence[VersionPlatform], wanted: str) -> VersionPlatform | None:
    by_name = {offered.platform: offered for offered in platforms}
    return by_name.get(wanted or USUAL) or (platforms[0] if platforms else None)


def _commit(version: Version) -> str:
    """Of an image listed from elsewhere: the start of the commit that it is built from."""
    start = version.ref.partition(":")[0]
    return start[:12] if not version.digest and COMMIT.fullmatch(start) else ""


def platforms_of(versions: Sequence[Version]) -> list[str]:
    return sorted({offered.platform for version in versions for offered in version.platforms})


def tags_in(versions: Sequence[Version]) -> int:
    return sum(len(version.tags) for version in versions)
