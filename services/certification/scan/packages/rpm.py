"""Packages of Red Hat's, SUSE's and their kin: rpm's database in any of its three forms."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package
from services.certification.scan.packages import rpm_bdb, rpm_header, rpm_ndb, rpm_sqlite

FOLDERS = ("var/lib/rpm/", "usr/lib/sysimage/rpm/", "usr/share/rpm/")
PLACES = frozenset(folder + name for folder in FOLDERS for name in ("Packages", "Packages.db", "rpmdb.sqlite"))
LIMIT = 128 * 1024 * 1024  # bytes
SOURCE = re.compile(r"^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$")
CONFIGURATION, GHOST = 1 << 0, 1 << 6  # flags of a file


def wants(path: str, entry: Entry) -> bool:
    return path in PLACES


def read(path: str, entry: Entry, content: BinaryIO) -> Iterator[Package]:
    headers = (rpm_header.parse(blob) for blob in _blobs(content.read(min(entry.size, LIMIT))))
    return (_package(path, header) for header in headers if header is not None and _installed(header))


def _blobs(content: bytes) -> Iterator[bytes]:
    if content.startswith(rpm_sqlite.MAGIC):
        return rpm_sqlite.blobs(content)
    if content.startswith(rpm_ndb.MAGIC) and len(content) >= rpm_ndb.PAGE:
        return rpm_ndb.blobs(content)
    if rpm_bdb.order(content) and len(content) >= min(rpm_bdb.SIZES):
        return rpm_bdb.blobs(content)
    return iter(())


def _installed(header: rpm_header.Header) -> bool:
    """Keys by which packages are verified lie among the packages."""
    return bool(header.text(rpm_header.VERSION)) and header.text(rpm_header.NAME) not in ("", "gpg-pubkey")


def _package(path: str, header: rpm_header.Header) -> Package:
    """Its source package has the same epoch, which the name of a source's file leaves out."""
    source = SOURCE.match(header.text(rpm_header.SOURCE_RPM))
    epoch, colon, _ = header.release.rpartition(":")
    licence = header.text(rpm_header.LICENCE)
    return Package(
        type="rpm",
        ecosystem="",
        name=header.text(rpm_header.NAME),
        version=header.release,
        where=path,
        source=source[1] if source else "",
        source_version=epoch + colon + source[2] if source else "",
        arch=header.text(rpm_header.ARCH),
        licences=(licence,) if licence else (),
        module=header.text(rpm_header.MODULE),
    )


def tells_files(path: str) -> bool:
    return path in PLACES


def owned(path: str, content: bytes) -> Iterator[tuple[str, str]]:
    for blob in _blobs(content):
        header = rpm_header.parse(blob, files=True)
        if header is not None and _installed(header):
            yield from ((file, header.text(rpm_header.NAME)) for file in _files(header))


def _files(header: rpm_header.Header) -> Iterator[str]:
    """Neither configuration nor what is named without being brought."""
    names = header.lists.get(rpm_header.FILES, [])
    folders = header.lists.get(rpm_header.FOLDERS, [])
    flags = header.numbers.get(rpm_header.FLAGS, (0,) * len(names))
    for name, folder, flag in zip(names, header.numbers.get(rpm_header.FOLDER_OF, ()), flags, strict=False):
        if folder < len(folders) and not flag & (CONFIGURATION | GHOST):
            yield (folders[folder] + name).lstrip("/")
