"""What a release means for who uses the repository: a newer version, or one that mends holes of the one they have.

Holes of an image are known some minutes after its release. Where the one before has some, it is waited for them, and
the release is announced as what it is, once; where nobody has looked in time, as a release like any other.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from eventlog.recorded import Recorded
from services.catalog.events import (
    TagMoved,
    VersionDeprecated,
    VersionReleased,
    VersionScanned,
    VersionYanked,
)
from services.notifications.policies.about import notice, team, users
from services.notifications.policies.known import Hole, Known, Release
from services.notifications.policies.notice import Notice
from vocabulary.version_tag import VersionTag

RELEASED, SECURITY = "version.released", "version.security"
WAITED = timedelta(minutes=10)  # for what is known of the holes of a release
LATEST = timedelta(days=1)  # what is learned of a release later does not announce it
SEVERITIES = ("critical", "high", "medium", "low")
NAMED = 5  # advisories


def released(event: VersionReleased, fact: Recorded, known: Known) -> list[Notice]:
    product = known.product(event.product)
    to_team = notice(
        fact,
        "release.finished",
        team(product.publisher),
        about=product.id,
        link=f"{product.desk}/versions",
        product=product,
        told={"version": event.tag, "plan": product.part(event.repository)},
    )
    return [to_team, *(told for each in _of(event, known) for told in announced(each, known))]


def scanned(event: VersionScanned, fact: Recorded, known: Known) -> list[Notice]:
    """The releases that waited for it."""
    of_it = [each for each in known.releases_in(event.repository) if each.digest == event.digest]
    return [told for each in of_it if fact.time - each.at < LATEST for told in announced(each, known)]


def announced(release: Release, known: Known, *, late: bool = False) -> list[Notice]:
    """Nothing while it waits, nor for another tag of an image that was told; `late`: nobody has looked in time."""
    every = known.releases_in(release.repository)
    before = _before(release, every)
    kind = kind_of(release, before)
    if not (kind or late) or _is_told(release, every):
        return []
    product = known.product(release.product)
    mended = known.mended_since(release.repository, release.at) if kind == SECURITY else ()
    told = {
        "name": product.name,
        "version": release.tag,
        "was": before.tag if before else "",
        "plan": product.part(release.repository),
        "notes": release.notes,
        "pull": f"{release.repository}:{release.tag}",
        "digest": release.digest,
        **(_mended(mended) if mended and known.shows_findings(product.id) else {}),
    }
    return [
        Notice(
            id=announced_as(release.fact),
            kind=kind or RELEASED,
            about=product.id,
            happened=release.at,
            audiences=users(product, [release.repository]),
            product=product.address,
            link=f"{product.link}/versions",
            facts={name: value for name, value in told.items() if value},
        )
    ]


def announced_as(fact: str) -> str:
    """One, whichever of its two kinds it becomes."""
    return f"{fact}.version"


def kind_of(release: Release, before: Release | None) -> str:
    """Empty: it waits, since the version before has holes, and it is not known whether this one has them, too."""
    if before is None or not before.holes or not any(before.holes):
        return RELEASED
    if release.holes is None:
        return ""
    return SECURITY if release.holes < before.holes else RELEASED


def moved(event: TagMoved, fact: Recorded, known: Known) -> list[Notice]:
    """Forward, it follows a release, which was told; back, who pulls by this tag gets an older version again."""
    by_digest = {each.digest: each for each in known.releases_in(event.repository)}
    now, before = by_digest.get(event.digest), by_digest.get(event.before)
    if now is None or before is None or not before.follows(now):
        return []
    product = known.product(event.product)
    told = {"tag": event.tag, "version": now.tag, "was": before.tag, "change": "back"}
    link = f"{product.link}/versions"
    meant = users(product, [event.repository])
    return [notice(fact, RELEASED, *meant, about=product.id, link=link, product=product, told=told)]


def deprecated(event: VersionDeprecated, fact: Recorded, known: Known) -> list[Notice]:
    told = {"until": event.until, "successor": event.successor, "reason": event.reason}
    return [_of_version(event, fact, "version.deprecated", known, told)]


def yanked(event: VersionYanked, fact: Recorded, known: Known) -> list[Notice]:
    told = {"reason": event.reason, "change": "security" if event.security else ""}
    return [_of_version(event, fact, "version.yanked", known, told)]


def _of_version(
    event: VersionDeprecated | VersionYanked, fact: Recorded, kind: str, known: Known, told: dict[str, str]
) -> Notice:
    product = known.product(event.product)
    meant, link = users(product, [event.repository]), f"{product.link}/versions"
    said = {"version": event.tag, "plan": product.part(event.repository), "digest": event.digest, **told}
    return notice(fact, kind, *meant, about=product.id, link=link, product=product, told=said)


def _of(event: VersionReleased, known: Known) -> Iterable[Release]:
    """As the view has it; what was released again under this tag meanwhile is another fact's."""
    return (
        each for each in known.releases_in(event.repository) if (each.tag, each.digest) == (event.tag, event.digest)
    )


def _is_told(release: Release, every: Sequence[Release]) -> bool:
    first = next((each for each in every if each.digest == release.digest), release)
    return first.fact != release.fact


def _before(release: Release, every: Sequence[Release]) -> Release | None:
    """The highest version of the same variant below it that was released before."""
    older = [each for each in every if each.at <= release.at and release.follows(each)]
    return max(older, key=lambda each: (VersionTag.parse(each.tag).key, each.at), default=None)


def _mended(holes: Sequence[Hole]) -> dict[str, str]:
    names = list(dict.fromkeys(each.advisory for each in sorted(holes, key=rank_of)))
    more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
    severity = min(holes, key=rank_of).severity
    return {"fixes": ", ".join(names[:NAMED]) + more, "severity": severity if severity in SEVERITIES else ""}


def rank_of(hole: Hole) -> tuple[int, str]:
    """Sorts the worst first."""
    severity = SEVERITIES.index(hole.severity) if hole.severity in SEVERITIES else len(SEVERITIES)
    return severity, hole.advisory
