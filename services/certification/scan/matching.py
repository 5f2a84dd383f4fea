"""Which of the advisories touch which of the packages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.certification.scan.advisory import Advisory, Affected, Found, Range
from services.certification.scan.package import Key, Package, key
from services.certification.scan.versions import NotComparable, is_older


@dataclass(frozen=True)
class Uncompared:
    """Whether the advisory touches the package cannot be told: no order of such versions is known."""

    advisory: str
    package: str
    version: str
    ecosystem: str


def match(packages: Iterable[Package], advisories: Iterable[Advisory]) -> list[Found]:
    """Each hole once a package, though several advisories tell of it under each other's names."""
    return matched(packages, advisories)[0]


def matched(packages: Iterable[Package], advisories: Iterable[Advisory]) -> tuple[list[Found], Sequence[Uncompared]]:
    """Also what could not be compared; it is not among the findings."""
    matcher = Matcher(advisories)
    found = [one for package in packages for one in matcher.found_in(package)]
    return found, matcher.uncompared


class Matcher:
    """For many packages against the same advisories."""

    def __init__(self, advisories: Iterable[Advisory]) -> None:
        self._about = _by_key(advisories)
        self.uncompared: list[Uncompared] = []

    def found_in(self, package: Package) -> list[Found]:
        hits: list[tuple[Advisory, str]] = []
        for advisory, affected in self._about.get(package.key, ()):
            try:
                fixed = mended_by(affected, package)
            except NotComparable:
                told = Uncompared(advisory.id, package.name, package.advised_version, package.ecosystem)
                self.uncompared.append(told)
                continue
            if fixed is not None:
                hits.append((advisory, fixed))
        return _merged(package, hits)


def mended_by(affected: Sequence[Affected], package: Package) -> str | None:
    """The version that mends it, empty where none does yet; None: it is not touched. Raises NotComparable."""
    version, ecosystem = package.advised_version, package.ecosystem
    affected = [each for each in affected if _is_of(each.module, package)]
    listed = any(version in each.versions for each in affected)
    ranges = [one for each in affected for one in each.ranges]
    try:
        hit = [one for one in ranges if _holds(ecosystem, one, version)]
        if hit:
            return "" if not all(one.fixed for one in hit) else _newest(ecosystem, [one.fixed for one in hit])
        if not listed:
            return None
        later = [one.fixed for one in ranges if one.fixed and is_older(ecosystem, version, one.fixed)]
        return _oldest(ecosystem, later) if later else ""
    except NotComparable:
        if listed:
            return ""
        raise


def _is_of(module: str, package: Package) -> bool:
    """Updates of one stream of a module say nothing of another's packages, nor of those that belong to none."""
    return not module or f"{package.module}:".startswith(f"{module}:")


def _holds(ecosystem: str, one: Range, version: str) -> bool:
    if is_older(ecosystem, version, one.introduced):
        return False
    if one.fixed:
        return is_older(ecosystem, version, one.fixed)
    return not one.last_affected or not is_older(ecosystem, one.last_affected, version)


def _newest(ecosystem: str, versions: Sequence[str]) -> str:
    newest = versions[0]
    for version in versions[1:]:
        newest = version if is_older(ecosystem, newest, version) else newest
    return newest


def _oldest(ecosystem: str, versions: Sequence[str]) -> str:
    oldest = versions[0]
    for version in versions[1:]:
        oldest = version if is_older(ecosystem, version, oldest) else oldest
    return oldest


def _by_key(advisories: Iterable[Advisory]) -> dict[Key, list[tuple[Advisory, list[Affected]]]]:
    about: dict[Key, list[tuple[Advisory, list[Affected]]]] = defaultdict(list)
    for advisory in advisories:
        if advisory.withdrawn:
            continue
        by_key: dict[Key, list[Affected]] = defaultdict(list)
        for affected in advisory.affected:
            by_key[key(affected.ecosystem, affected.package)].append(affected)
        for one, told in by_key.items():
            about[one].append((advisory, told))
    return about


def _merged(package: Package, hits: Sequence[tuple[Advisory, str]]) -> list[Found]:
    """One for all that are each other's aliases: told by the one that knows most, mended when all are."""
    if not any(advisory.aliases for advisory, _ in hits):
        return sorted((_found(package, [hit]) for hit in hits), key=lambda each: each.advisory)
    groups: list[list[tuple[Advisory, str]]] = []
    for hit in sorted(hits, key=lambda each: each[0].id):
        names = {hit[0].id, *hit[0].aliases}
        same = [group for group in groups if any(names & {each.id, *each.aliases} for each, _ in group)]
        groups = [group for group in groups if group not in same] + [[*(one for group in same for one in group), hit]]
    return sorted((_found(package, group) for group in groups), key=lambda each: each.advisory)


def _found(package: Package, group: Sequence[tuple[Advisory, str]]) -> Found:
    best = min(group, key=lambda hit: (hit[0].score is None, hit[0].severity == "unknown", hit[0].id))[0]
    names = [best.aliases, *((each.id, *each.aliases) for each, _ in group), *(each.related for each, _ in group)]
    aliases = dict.fromkeys(name for one in names for name in one if name != best.id)
    fixes = [fixed for _, fixed in group]
    published: datetime = min(each.published for each, _ in group)
    return Found(
        advisory=best.id,
        aliases=tuple(aliases),
        package=package.name,
        version=package.version,
        fixed=_newest(package.ecosystem, fixes) if all(fixes) else "",
        severity=best.severity,
        score=best.score,
        published=published,
        where=package.where,
        said=best.said,
    )
