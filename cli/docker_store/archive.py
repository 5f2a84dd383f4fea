"""A bundle as one file: a plain tar that is the same byte for byte, and read by no more than such a tar needs.

tarfile would read what bundles never hold: links, devices, sparse files, headers as large as their maker likes.
"""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

from cli.docker_store import layout
from cli.docker_store.ending import NO, Stop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import BinaryIO

BLOCK = 512
MOST_FILES = 20_000
FILES, FOLDER = (b"0", b"\0"), b"5"
PADDING = 1 << 20  # bytes of nothing at the end, at most


def pack(folder: Path, names: Iterable[str], target: Path) -> None:
    """Written beside, then put in its place; owners, times and modes are always the same."""
    beside = target.with_name(f".{target.name}.new")
    with tarfile.open(beside, "w", format=tarfile.GNU_FORMAT) as tar:
        for name in sorted(names, key=layout.order):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = (folder / name).stat().st_size, 0o644
            with (folder / name).open("rb") as file:
                tar.addfile(entry, file)
    beside.replace(target)


def entries(file: BinaryIO) -> dict[str, tuple[int, int]]:
    """Where each file lies, and its size, by name; raises Stop for whatever a bundle has no use for."""
    end = file.seek(0, 2)
    found: dict[str, tuple[int, int]] = {}
    at = 0
    while True:
        file.seek(at)
        header = file.read(BLOCK)
        if not at and header[:2] in (b"\x1f\x8b", b"BZ", b"\xfd7", b"(\xb5"):
            raise Stop("It is compressed.", "Decompress it first: layers are compressed already.")
        if header == bytes(BLOCK):
            break
        if len(header) < BLOCK or not _is_header(header):
            raise hostile("it is no tar, or was cut off")
        name, size, kind = _name(header), _number(header[124:136]), header[156:157]
        at += BLOCK
        if kind == FOLDER and not size:
            continue
        if kind not in FILES:
            raise hostile(f"{name[:100]!r} is no plain file")
        if not layout.is_name(name) or name in found:
            raise hostile(f"{name[:100]!r} is no name of a file in a bundle, or stands there twice")
        if size > end - at:
            raise hostile(f"{name} is larger than the file itself: it is no tar, or was cut off")
        if len(found) == MOST_FILES:
            raise hostile(f"it has more than {MOST_FILES} files")
        found[name] = (at, size)
        at += -(-size // BLOCK) * BLOCK
    if end - at > PADDING or file.read().strip(b"\0"):
        raise hostile("something follows its end")
    return found


def hostile(why: str) -> Stop:
    return Stop(f"This is no bundle that could be trusted: {why}.", "Nothing of it was loaded.", NO)


def _is_header(header: bytes) -> bool:
    """By its checksum, which is made with blanks in its own place (POSIX.1-1988, ustar)."""
    told = header[148:156].strip(b"\0 ")
    blank = sum(header) - sum(header[148:156]) + 8 * ord(" ")
    return told.isdigit() and all(one in b"01234567" for one in told) and int(told, 8) == blank


def _name(header: bytes) -> str:
    name = header[:100].split(b"\0", 1)[0].decode("utf-8", "replace")
    prefix = header[345:500].split(b"\0", 1)[0].decode("utf-8", "replace") if header[257:263] == b"ustar\0" else ""
    whole = f"{prefix}/{name}" if prefix else name
    return whole.removeprefix("./")


def _number(field: bytes) -> int:
    """Octal, or GNU's binary form for files of 8 GiB and more."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b"\0 ")
    if not digits or any(one not in b"01234567" for one in digits):
        raise hostile("an entry has no size")
    return int(digits, 8)
