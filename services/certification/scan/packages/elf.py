"""Where an ELF file's sections lie, and what its addresses mean (System V ABI, chapter 4)."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

MAGIC = b"\x7fELF"
MOST = 4096  # sections or segments; a large program has forty
LOAD = 1


@dataclass(frozen=True)
class Elf:
    """Offsets in the file of sections by name; loaded segments as (address, bytes in the file, offset)."""

    sections: Mapping[str, tuple[int, int]]
    segments: tuple[tuple[int, int, int], ...]

    def offset(self, address: int) -> int | None:
        """Where in the file lies what the program finds at an address."""
        for start, size, offset in self.segments:
            if start <= address < start + size:
                return offset + address - start
        return None


def parse(content: bytes) -> Elf | None:
    """None where it is no ELF file; tables that lie outside it count as empty."""
    if len(content) < 64 or not content.startswith(MAGIC) or content[4] not in (1, 2):
        return None
    wide, way = content[4] == 2, "<" if content[5] == 1 else ">"
    at, words = (32, "QQ") if wide else (28, "II")
    segments, sections = struct.unpack_from(way + words, content, at)
    size, count, section_size, section_count, names = struct.unpack_from(way + "HHHHH", content, 54 if wide else 42)
    return Elf(
        _sections(content, way, wide, _table(sections, section_size, section_count, len(content)), names),
        _segments(content, way, wide, _table(segments, size, count, len(content))),
    )


def _table(start: int, size: int, count: int, limit: int) -> range:
    """Where each entry begins."""
    fits = (limit - start) // size if size else 0
    return range(start, start + size * max(0, min(count, fits, MOST)), size or 1)


def _segments(content: bytes, way: str, wide: bool, table: range) -> tuple[tuple[int, int, int], ...]:
    if table.step < (56 if wide else 32):
        return ()
    found = []
    for at in table:
        if wide:
            kind, _, offset, address, _, size = struct.unpack_from(way + "IIQQQQ", content, at)
        else:
            kind, offset, address, _, size = struct.unpack_from(way + "IIIII", content, at)
        if kind == LOAD:
            found.append((address, size, offset))
    return tuple(found)


def _sections(content: bytes, way: str, wide: bool, table: range, names: int) -> dict[str, tuple[int, int]]:
    if table.step < (64 if wide else 40):
        return {}
    form = way + ("IIQQQQ" if wide else "IIIIII")  # name, type, flags, address, offset, size
    told = [struct.unpack_from(form, content, at) for at in table]
    if not names < len(told):
        return {}
    texts, length = told[names][4], told[names][5]
    found: dict[str, tuple[int, int]] = {}
    for name, _, _, _, offset, size in told:
        if name >= length or offset + size > len(content):
            continue
        start = texts + name
        end = content.find(b"\0", start, min(start + 256, texts + length))
        found.setdefault(content[start : max(start, end)].decode("utf-8", "replace"), (offset, size))
    return found
