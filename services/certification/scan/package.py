"""A package as an image holds it."""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

# Their advisories name the installed package, others' the source package that it was built from.
BY_INSTALLED_NAME = ("AlmaLinux", "Rocky Linux", "Red Hat", "Wolfi", "Chainguard", "MinimOS")

PackageType = Literal["deb", "apk", "rpm", "pypi", "npm", "golang", "maven", "gem", "cargo"]


@dataclass(frozen=True, slots=True)
class Package:
    """`ecosystem` is OSV's: Debian:12, Alpine:v3.20, AlmaLinux:9, PyPI."""

    type: PackageType
    ecosystem: str
    name: str
    version: str
    where: str  # the file that tells of it, without a slash at its beginning
    source: str = ""  # the source package; empty: the same
    source_version: str = ""
    arch: str = ""
    licences: tuple[str, ...] = ()
    distribution: str = ""  # debian-12, for package URLs; empty for languages
    module: str = ""  # of rpm: the stream that it was built for, nodejs:18:8080020230825:63b34585; empty: for none

    @property
    def advised_name(self) -> str:
        """What advisories of its ecosystem call it."""
        return self.name if self._by_installed_name else self.source or self.name

    @property
    def advised_version(self) -> str:
        return self.version if self._by_installed_name else self.source_version or self.version

    @property
    def key(self) -> "Key":
        return key(self.ecosystem, self.advised_name)

    @property
    def _by_installed_name(self) -> bool:
        return self.ecosystem.partition(":")[0] in BY_INSTALLED_NAME


class Key(NamedTuple):
    """By which packages and advisories find each other."""

    ecosystem: str
    package: str


def key(ecosystem: str, package: str) -> Key:
    """Names that an ecosystem holds for the same are made one (PEP 503); Ubuntu:22.04:LTS is Ubuntu:22.04.

    Red Hat's repositories are one: enterprise_linux:9::baseos is enterprise_linux:9.
    """
    if ecosystem == "PyPI":
        return Key(ecosystem, re.sub(r"[-_.]+", "-", package).lower())
    if ecosystem.startswith("Ubuntu:"):
        return Key(ecosystem.removesuffix(":LTS"), package)
    if ecosystem.startswith("Red Hat:"):
        return Key(ecosystem.partition("::")[0], package)
    return Key(ecosystem, package)
