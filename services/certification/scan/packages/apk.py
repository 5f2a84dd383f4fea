"""Alpine's, Wolfi's and Chainguard's packages: apk's database of what is installed (apk-tools, v2 text form)."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package
from services.certification.scan.packages.paragraphs import fields, paragraphs

PLACES = frozenset({"lib/apk/db/installed", "usr/lib/apk/db/installed"})
LIMIT = 32 * 1024 * 1024  # bytes
FIELD = re.compile(rb"^([PVoAL]):(.*)$", re.MULTILINE)


def wants(path: str, entry: Entry) -> bool:
    return path in PLACES


def read(path: str, entry: Entry, content: BinaryIO) -> Iterator[Package]:
    for paragraph in paragraphs(content.read(min(entry.size, LIMIT))):
        told = fields(paragraph, FIELD)
        yield Package(
            type="apk",
            ecosystem="",
            name=told.get("P", ""),
            version=told.get("V", ""),
            where=path,
            source=told.get("o", ""),
            arch=told.get("A", ""),
            licences=(told["L"],) if told.get("L") else (),
        )


def tells_files(path: str) -> bool:
    return path in PLACES


def owned(path: str, content: bytes) -> Iterator[tuple[str, str]]:
    """What lies in etc/ is configuration."""
    package = folder = ""
    for line in BytesIO(content):
        key, value = line[:2], line[2:].decode("utf-8", "replace").strip()
        match key:
            case b"P:":
                package, folder = value, ""
            case b"F:":
                folder = value.strip("/")
            case b"R:" if not f"{folder}/".startswith("etc/"):
                yield f"{folder}/{value}".lstrip("/"), package
