"""Debian's packages: dpkg's status file, distroless' status.d, and its lists of files (deb-control(5))."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package
from services.certification.scan.packages.paragraphs import fields, paragraphs

STATUS = "var/lib/dpkg/status"
PIECES = "var/lib/dpkg/status.d/"
LISTS = "var/lib/dpkg/info/"
LIMIT = 32 * 1024 * 1024  # bytes; a full desktop's is a fifth of it
GONE = frozenset({"not-installed", "config-files"})
FIELD = re.compile(rb"^(Package|Status|Version|Architecture|Source):(.*)$", re.MULTILINE)
SOURCE = re.compile(r"^(\S+)(?: \(([^)]+)\))?")


def wants(path: str, entry: Entry) -> bool:
    return path == STATUS or (path.startswith(PIECES) and not path.endswith(".md5sums"))


def read(path: str, entry: Entry, content: BinaryIO) -> Iterator[Package]:
    for paragraph in paragraphs(content.read(min(entry.size, LIMIT))):
        if package := _package(path, fields(paragraph, FIELD)):
            yield package


def _package(path: str, fields: dict[str, str]) -> Package | None:
    if "Package" not in fields or "Version" not in fields:
        return None
    if fields.get("Status", "").rpartition(" ")[2] in GONE:
        return None
    source = SOURCE.match(fields.get("Source", ""))
    return Package(
        type="deb",
        ecosystem="",
        name=fields["Package"],
        version=fields["Version"],
        where=path,
        source=source[1] if source else "",
        source_version=(source[2] or "") if source else "",
        arch=fields.get("Architecture", ""),
    )


def tells_files(path: str) -> bool:
    return path.endswith(".list") and path.startswith(LISTS)


def owned(path: str, content: bytes) -> Iterator[tuple[str, str]]:
    """A list names folders as well; what lies in etc/ is configuration."""
    package = path.removeprefix(LISTS).removesuffix(".list").partition(":")[0]
    for line in BytesIO(content):
        name = line.decode("utf-8", "replace").strip().strip("/")
        if name not in ("", ".") and not name.startswith("etc/"):
            yield name, package
