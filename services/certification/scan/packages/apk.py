"""Alpine's, Wolfi's and Chainguard's packages: apk's database of what is installed (apk-tools, v2 text form)."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package

PLACES = frozenset({"lib/apk/db/installed", "usr/lib/apk/db/installed"})
LIMIT = 64 * 1024 * 1024  # bytes


def wants(path: str, entry: Entry) -> bool:
    return path in PLACES


def read(path: str, entry: Entry, content: BinaryIO) -> tuple[Package, ...]:
    return tuple(
        Package(
            type="apk",
            ecosystem="",
            name=fields["P"],
            version=fields["V"],
            where=path,
            source=fields.get("o", ""),
            arch=fields.get("A", ""),
            licences=(fields["L"],) if fields.get("L") else (),
        )
        for fields in _paragraphs(content.read(min(entry.size, LIMIT)))
        if "P" in fields and "V" in fields
    )


def _paragraphs(content: bytes) -> Iterator[dict[str, str]]:
    for paragraph in content.split(b"\n\n"):
        lines = paragraph.decode("utf-8", "replace").splitlines()
        yield {line[0]: line[2:].strip() for line in lines if line[1:2] == ":" and line[0] in "PVoAL"}


def tells_files(path: str) -> bool:
    return path in PLACES


def owned(path: str, content: bytes) -> Mapping[str, str]:
    """What lies in etc/ is configuration."""
    files: dict[str, str] = {}
    package = folder = ""
    for line in content[:LIMIT].decode("utf-8", "replace").splitlines():
        match line[:2]:
            case "P:":
                package, folder = line[2:], ""
            case "F:":
                folder = line[2:].strip("/")
            case "R:" if not f"{folder}/".startswith("etc/"):
                files[f"{folder}/{line[2:]}".lstrip("/")] = package
    return files
