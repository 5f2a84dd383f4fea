"""Versions as a table shows them: one line an image, with its other tags, platforms and size."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gateway.catalog.pulling import tag_of
from gateway.drawing import bare
from gateway.markdown import rendered
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


def line(version: Version, platform: str = "", plan: str = "") -> Line:
    """Size and digest are those of `platform` where it is named; else the size is the usual platform's."""
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
    )


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
