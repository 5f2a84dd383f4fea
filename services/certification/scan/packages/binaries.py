"""Programs that tell what they were built of: Go's always, Rust's where they were made auditable."""

from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package
from services.certification.scan.packages import elf, golang, rust

SMALLEST = 4096  # bytes; no program of theirs is smaller
HELD = 128 * 1024 * 1024  # bytes of a program that are kept while it is looked at
PIECE = 8 * 1024 * 1024


def wants(path: str, entry: Entry) -> bool:
    return entry.mode & 0o111 != 0 and entry.size >= SMALLEST


def read(path: str, entry: Entry, content: BinaryIO) -> tuple[Package, ...]:
    head = content.read(len(elf.MAGIC))
    if head != elf.MAGIC:
        return ()
    if entry.size > HELD:
        return _large(path, head, content)
    whole = head + content.read(entry.size - len(head))
    told = elf.parse(whole)
    return golang.packages(path, whole, told) + rust.packages(path, whole, told)


def _large(path: str, head: bytes, content: BinaryIO) -> tuple[Package, ...]:
    """Go's alone, piece by piece, the one before kept as well, since build information may lie over an edge."""
    before = head + content.read(PIECE - len(head))
    while piece := content.read(PIECE):
        both = before + piece
        if golang.MAGIC in both and (found := golang.packages(path, both, None)):
            return found
        before = piece
    return ()
