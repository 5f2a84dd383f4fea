"""Which of two versions is the older, by the rules of their ecosystem."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from univers.versions import (
    AlpineLinuxVersion,
    DebianVersion,
    GolangVersion,
    MavenVersion,
    PypiVersion,
    RpmVersion,
    RubygemsVersion,
    SemverVersion,
)

LONGEST = 200  # characters of a version
BEGINNING = "0"  # introduced there: in every version (OSV schema, affected[].ranges[].events)
_SEMANTIC = re.compile(r"\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?")
_AFTER = {"cvs": "alpha", "svn": "beta", "git": "pre", "hg": "rc"}  # apk: each later than no suffix, before `p`


class NotComparable(Exception):
    """No order is known for this ecosystem, or this is no version of it."""


@lru_cache(maxsize=50_000)
def ordered(ecosystem: str, version: str) -> Any:
    """What sorts as versions of the ecosystem do; raises NotComparable."""
    scheme = _SCHEMES.get(ecosystem.partition(":")[0])
    if scheme is None or not version or len(version) > LONGEST or not version.isascii():
        raise NotComparable(ecosystem, version)
    try:
        return scheme(version)
    except (ValueError, TypeError, AttributeError, IndexError, KeyError) as wrong:
        raise NotComparable(ecosystem, version) from wrong


@lru_cache(maxsize=50_000)
def is_older(ecosystem: str, one: str, other: str) -> bool:
    """Raises NotComparable."""
    if other == BEGINNING:
        return False
    if one == BEGINNING:
        return True
    first, second = ordered(ecosystem, one), ordered(ecosystem, other)
    try:
        return bool(first < second)
    except (ValueError, TypeError, AttributeError, IndexError) as wrong:
        raise NotComparable(ecosystem, one, other) from wrong


def _semantic(version: str) -> SemverVersion:
    """Builds do not count (Semantic Versioning 2.0.0, 10)."""
    plain = version.lstrip("v").partition("+")[0]
    if not _SEMANTIC.fullmatch(plain):
        raise ValueError(version)
    return SemverVersion(plain)


def _go(version: str) -> GolangVersion:
    plain = version.removeprefix("go").lstrip("v").partition("+")[0]
    if not _SEMANTIC.fullmatch(plain):
        raise ValueError(version)
    return GolangVersion(plain)


def _apk(version: str) -> AlpineLinuxVersion:
    """With apk's suffixes that Gentoo's rules, which are the same otherwise, lack; a commit's hash does not count."""
    plain = re.sub(r"~[0-9a-f]+", "", version)
    return AlpineLinuxVersion(re.sub(r"_(cvs|svn|git|hg)", lambda found: f"_p0_{_AFTER[found[1]]}", plain))


def _debian(version: str) -> Any:
    """The value itself, which is compared in half the time."""
    return DebianVersion(version).value


def _rpm(version: str) -> Any:
    return RpmVersion(version).value


def _pypi(version: str) -> Any:
    return PypiVersion(version).value


def _maven(version: str) -> MavenVersion:
    if not any(character.isdigit() for character in version):
        raise ValueError(version)
    return MavenVersion(version)


_SCHEMES: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("Debian", "Ubuntu", "Echo"), _debian),
    **dict.fromkeys(("Alpine", "Wolfi", "Chainguard", "MinimOS"), _apk),
    **dict.fromkeys(
        ("AlmaLinux", "Rocky Linux", "Red Hat", "SUSE", "openSUSE", "Mageia", "openEuler", "Photon OS", "Azure Linux"),
        _rpm,
    ),
    "PyPI": _pypi,
    "npm": _semantic,
    "crates.io": _semantic,
    "Go": _go,
    "Maven": _maven,
    "RubyGems": RubygemsVersion,
}
