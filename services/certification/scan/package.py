"""A package as an image holds it."""

from dataclasses import dataclass
from typing import Literal

PackageType = Literal["deb", "apk", "rpm", "pypi", "npm", "golang", "maven", "gem", "cargo"]


@dataclass(frozen=True, slots=True)
class Package:
    """`ecosystem` is OSV's: Debian:12, Alpine:v3.20, AlmaLinux:9, PyPI. Advisories name the source package."""

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

    @property
    def advised_name(self) -> str:
        """What advisories of its ecosystem call it."""
        return self.source or self.name

    @property
    def advised_version(self) -> str:
        return self.source_version or self.version
