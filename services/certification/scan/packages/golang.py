"""Go's modules: the build information that its linker leaves in every program (debug/buildinfo)."""

import re
import struct
from collections.abc import Iterator

from services.certification.scan.package import Package
from services.certification.scan.packages.elf import Elf

MAGIC = b"\xff Go buildinf:"
ALIGNED = 16  # bytes
HEAD = 32  # bytes before texts that lie inline
INLINE, BIG = 2, 1  # flags: texts since Go 1.18 follow, before it are pointed to
LIMIT = 4 * 1024 * 1024  # bytes of the modules' text
TRIES = 100
SENTINEL = 16  # bytes around the modules' text
RELEASE = re.compile(r"^go(\d+\.\d+)(\.\d+)?(?:(rc|beta)(\d+))?(?![\w.])")


def packages(path: str, content: bytes, elf: Elf | None) -> tuple[Package, ...]:
    """Nothing where it was not built by Go."""
    for start in _starts(content, elf):
        if texts := _texts(content, start, elf):
            return tuple(_standard(path, texts[0])) + tuple(_modules(path, texts[1]))
    return ()


def _starts(content: bytes, elf: Elf | None) -> Iterator[int]:
    """Its own section; or wherever it is, in programs without a table of sections."""
    section = elf.sections.get(".go.buildinfo") if elf else None
    if section and content.startswith(MAGIC, section[0]):
        yield section[0]
        return
    start = -1
    for _ in range(TRIES):
        start = content.find(MAGIC, start + 1)
        if start < 0:
            return
        if start % ALIGNED == 0:
            yield start


def _texts(content: bytes, start: int, elf: Elf | None) -> tuple[str, str] | None:
    """The version of Go, and the modules."""
    if start + HEAD > len(content):
        return None
    width, flags = content[start + 14], content[start + 15]
    if flags & INLINE:
        version, after = _inline(content, start + HEAD)
        modules, _ = _inline(content, after)
    elif elf and width in (4, 8):
        form = (">" if flags & BIG else "<") + ("Q" if width == 8 else "I") * 2
        pointers = struct.unpack_from(form, content, start + ALIGNED)
        version, modules = (_pointed(content, pointer, form, elf) for pointer in pointers)
    else:
        return None
    text = modules[SENTINEL:-SENTINEL].decode("utf-8", "replace") if len(modules) > 2 * SENTINEL else ""
    return (version.decode("utf-8", "replace"), text) if version.startswith((b"go", b"devel")) else None


def _inline(content: bytes, at: int) -> tuple[bytes, int]:
    """A text after its length, which is a varint; and where it ends."""
    length = shift = 0
    for place, byte in enumerate(content[at : at + 5]):
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            begin = at + place + 1
            end = begin + min(length, LIMIT)
            return content[begin:end], end
    return b"", at


def _pointed(content: bytes, pointer: int, form: str, elf: Elf) -> bytes:
    """A text whose address and length lie at an address."""
    at = elf.offset(pointer)
    if at is None or at + struct.calcsize(form) > len(content):
        return b""
    address, length = struct.unpack_from(form, content, at)
    begin = elf.offset(address)
    return b"" if begin is None else content[begin : begin + min(length, LIMIT)]


def _standard(path: str, version: str) -> Iterator[Package]:
    """Go's own library, by which its advisories go; a Go built from no release has no number."""
    if told := RELEASE.match(version):
        before = f"-{told[3]}.{told[4]}" if told[3] else ""
        yield Package("golang", "Go", "stdlib", f"{told[1]}{told[2] or '.0'}{before}", path)


def _modules(path: str, text: str) -> Iterator[Package]:
    """What replaces a module stands in the line after it; what has no version cannot be advised on."""
    told: list[str] = []
    for line in (*text.splitlines(), ""):
        words = line.split("\t", 3)
        if words[0] != "=>" and len(told) >= 3 and told[2] != "(devel)":
            yield Package("golang", "Go", told[1], told[2], path)
        told = words if words[0] in ("mod", "dep") or (words[0] == "=>" and told) else []
