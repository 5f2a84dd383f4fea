"""rpm's oldest database, until RHEL 8: a hash of Berkeley DB, whose values lie on chains of overflow pages."""

import struct
from collections.abc import Iterator

from services.certification.scan.packages import rpm_header

MAGIC = 0x061561
SIZES = frozenset(2**power for power in range(9, 17))
HEAD = 26  # bytes of a page's own header
OVERFLOW, HASH, HASH_UNSORTED = 7, 13, 2
ON_PAGE, OFF_PAGE = 1, 3  # a value that lies here, or on overflow pages
MOST = 1_000_000  # values that are looked at


def order(content: bytes) -> str:
    """The byte order of whoever wrote it, as `struct` says it; empty: it is no such database."""
    magic = content[12:16]
    return {struct.pack("<I", MAGIC): "<", struct.pack(">I", MAGIC): ">"}.get(magic, "")


def blobs(content: bytes) -> Iterator[bytes]:
    """Every value; a page is taken once, so that no chain goes in circles and no byte is given twice."""
    way = order(content)
    (size,) = struct.unpack_from(way + "I", content, 20)
    if size not in SIZES:
        return
    taken: set[int] = set()
    seen = 0
    for start in range(size, len(content) - size + 1, size):
        if content[start + 25] not in (HASH, HASH_UNSORTED):
            continue
        (entries,) = struct.unpack_from(way + "H", content, start + 20)
        entries = min(entries, (size - HEAD) // 2)
        if (seen := seen + entries) > MOST:
            return
        offsets = struct.unpack_from(f"{way}{entries}H", content, start + HEAD)
        for key, offset in zip(offsets[::2], offsets[1::2], strict=False):  # keys and values by turns, from the end
            if offset + 12 <= size and content[start + offset] == OFF_PAGE:
                page, length = struct.unpack_from(way + "II", content, start + offset + 4)
                yield _chain(content, way, size, page, min(length, rpm_header.LIMIT), taken)
            elif offset < key <= size and content[start + offset] == ON_PAGE:
                yield content[start + offset + 1 : start + key]


def _chain(content: bytes, way: str, size: int, page: int, length: int, taken: set[int]) -> bytes:
    value = bytearray()
    while len(value) < length and page and page not in taken:
        taken.add(page)
        start = page * size
        if start + size > len(content) or content[start + 25] != OVERFLOW:
            break
        value += content[start + HEAD : start + size]
        (page,) = struct.unpack_from(way + "I", content, start + 16)
    return bytes(value[:length])
