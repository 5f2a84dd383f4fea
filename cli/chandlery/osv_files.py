"""Files of advisories as OSV publishes them, read record by record: archives of JSON files, or one of those."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from services.certification.scan import osv, zipped

LARGEST = 32 * 1024 * 1024  # bytes of one record


@dataclass(frozen=True)
class Record:
    id: str
    modified: datetime
    body: dict[str, Any]  # what of it is kept
    size: int  # bytes as it was read


@dataclass(frozen=True)
class Problem:
    """`name`: in the archive."""

    file: str
    name: str
    text: str


def read(path: Path) -> Iterator[Record | Problem]:
    """One after the other, in the memory of one; what cannot be read is told, and the rest goes on."""
    try:
        with path.open("rb") as file:
            if file.read(2) == b"PK":
                yield from _archived(path, file)
            elif path.stat().st_size > LARGEST:
                yield Problem(path.name, "", f"it is larger than {LARGEST // 2**20} MiB, and no zip archive")
            else:
                yield from _plain(path, path.read_bytes())
    except (OSError, zipped.Damaged) as wrong:
        yield Problem(path.name, "", str(wrong))


def _archived(path: Path, file: BinaryIO) -> Iterator[Record | Problem]:
    for member in zipped.members(file):
        if not member.name.lower().endswith(".json"):
            continue
        try:
            content = zipped.read(file, member, LARGEST)
        except zipped.Damaged as wrong:
            yield Problem(path.name, member.name, str(wrong))
            continue
        yield _record(path.name, member.name, content)


def _plain(path: Path, content: bytes) -> Iterator[Record | Problem]:
    yield _record(path.name, path.name, content)


def _record(file: str, name: str, content: bytes) -> Record | Problem:
    try:
        told = json.loads(content)
        parsed = osv.parse(told)
        return Record(parsed.id, parsed.modified, osv.trimmed(told), len(content))
    except osv.Unusable as wrong:
        return Problem(file, name, str(wrong))
    except (ValueError, RecursionError) as wrong:
        return Problem(file, name, f"it is no JSON: {wrong}"[:200])
