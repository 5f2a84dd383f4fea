"""Debian's packages: dpkg's status file, distroless' status.d, and its lists of files (deb-control(5))."""

import re
from collections.abc import Mapping
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package

STATUS = "var/lib/dpkg/status"
PIECES = "var/lib/dpkg/status.d/"
LISTS = "var/lib/dpkg/info/"
LIMIT = 64 * 1024 * 1024  # bytes; a full desktop's is a tenth of it
GONE = frozenset({"not-installed", "config-files"})
FIELD = re.compile(rb"^(Package|Status|Version|Architecture|Source): *(.*?)\s*$", re.MULTILINE)
SOURCE = re.compile(r"^(\S+)(?: \(([^)]+)\))?")


def wants(path: str, entry: Entry) -> bool:
    return path == STATUS or (path.startswith(PIECES) and not path.endswith(".md5sums"))


def read(path: str, entry: Entry, content: BinaryIO) -> tuple[Package, ...]:
    paragraphs = content.read(min(entry.size, LIMIT)).replace(b"\r\n", b"\n").split(b"\n\n")
    found = (_package(path, paragraph) for paragraph in paragraphs)
    return tuple(package for package in found if package is not None)


def _package(path: str, paragraph: bytes) -> Package | None:
    fields = {key.decode(): value.decode("utf-8", "replace") for key, value in FIELD.findall(paragraph)}
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


def owned(path: str, content: bytes) -> Mapping[str, str]:
    """A list names folders as well; what lies in etc/ is configuration."""
    package = path.removeprefix(LISTS).removesuffix(".list").partition(":")[0]
    lines = (line.strip("/") for line in content[:LIMIT].decode("utf-8", "replace").splitlines())
    return {line: package for line in lines if line not in ("", ".") and not line.startswith("etc/")}
