"""Which packages an image holds: databases of operating systems, and what languages leave where they install.

`wants` and `read` while layers pass, `owned` for databases that tell files, `finish` when all layers are known.
A database that cannot be read gives what could be read of it, never an error.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import BinaryIO, Protocol

from services.certification.scan.image import Entry
from services.certification.scan.package import Package
from services.certification.scan.packages import apk, binaries, distribution, dpkg, gem, jar, npm, python, rpm


class Format(Protocol):
    """A module of this folder."""

    def wants(self, path: str, entry: Entry) -> bool: ...

    def read(self, path: str, entry: Entry, content: BinaryIO) -> Iterable[Package]: ...


class Database(Format, Protocol):
    """One that also tells which package brought a file."""

    def tells_files(self, path: str) -> bool: ...

    def owned(self, path: str, content: bytes) -> Iterable[tuple[str, str]]: ...


DATABASES: tuple[Database, ...] = (dpkg, apk, rpm)
FORMATS: tuple[Format, ...] = (*DATABASES, python, npm, gem, jar, binaries)  # what is executable comes last
OF_SYSTEMS = frozenset({"deb", "apk", "rpm"})
MOST = 100_000  # packages of one file
MOST_FILES = 1_000_000  # that one database tells
LARGEST = 128 * 1024 * 1024  # bytes of a database
LINKED = ("bin/", "sbin/", "lib/", "lib32/", "lib64/", "libx32/")
LONGEST = 512  # characters of a name or a version


def wants(path: str, entry: Entry) -> bool:
    """Whether `read` can tell anything from this file; `path` has no slash at its beginning."""
    return entry.kind == "file" and entry.size > 0 and any(form.wants(path, entry) for form in FORMATS)


def read(path: str, entry: Entry, content: BinaryIO) -> tuple[Package, ...]:
    """What a wanted file tells, read from where it stands forward, never back."""
    form = next((form for form in FORMATS if form.wants(path, entry)), None)
    if form is None:
        return ()
    return tuple(islice(filter(_sane, form.read(path, entry, content)), MOST))


def _sane(package: Package) -> bool:
    """What a person could have written: printable, without spaces, of some length."""
    told = (package.name, package.version)
    return all(0 < len(text) <= LONGEST and text.isprintable() and " " not in text for text in told)


def tells_files(path: str) -> bool:
    """Whether `owned` can tell anything from this file."""
    return any(database.tells_files(path) for database in DATABASES)


def owned(path: str, content: bytes) -> Mapping[str, str]:
    """Files, without a slash at their beginning, by the package that brought them; configuration is left out.

    What lies in a folder that many systems have as a link into usr/ is told under both names.
    """
    database = next((database for database in DATABASES if database.tells_files(path)), None)
    if database is None:
        return {}
    told = dict(islice(database.owned(path, content[:LARGEST]), MOST_FILES))
    return {f"usr/{name}": package for name, package in told.items() if name.startswith(LINKED)} | told


def finish(
    by_path: Mapping[str, tuple[Package, ...]], os_release: bytes, owned: Mapping[str, str] | None = None
) -> tuple[Package, ...]:
    """Every package once, with its ecosystem and distribution, in a fixed order.

    With `owned`, packages of languages that the operating system brought are left to its own advisories,
    where these tell of holes without a fix as well.
    """
    told = distribution.parse(os_release)
    brought = owned if owned and told.complete else {}
    found: dict[tuple[str, ...], Package] = {}
    for package in _all(by_path):
        if package.type in OF_SYSTEMS:
            key = (package.type, package.name, package.version, package.arch)
            found.setdefault(key, replace(package, ecosystem=told.ecosystem, distribution=told.name))
        elif package.where.partition("!")[0] not in brought:
            found.setdefault((package.type, package.name, package.version, package.where), package)
    return tuple(found[key] for key in sorted(found))


def _all(by_path: Mapping[str, tuple[Package, ...]]) -> Iterator[Package]:
    for path in sorted(by_path):
        yield from by_path[path]
