"""The files of a zip archive, one after the other: its directory is read as it is walked, however long it is.

PKWARE's APPNOTE 6.3.10; Python's own reader holds the whole directory in memory, gigabytes of advisories would not fit.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_END = struct.Struct("<4s4H2LH")  # 4.3.16
_LOCATOR = struct.Struct("<4sLQL")  # 4.3.15
_END64 = struct.Struct("<4sQ2H2L4Q")  # 4.3.14
_ENTRY = struct.Struct("<4s6H3L5H2L")  # 4.3.12
_LOCAL = struct.Struct("<4s5H3L2H")  # 4.3.7
STORED, DEFLATED, ENCRYPTED, ALL_ONES = 0, 8, 1, 0xFFFFFFFF
COMMENT = 0xFFFF  # bytes at most, after the end


class Damaged(ValueError):
    """The archive, or one of its files, is not as it has to be; the text says how."""


@dataclass(frozen=True)
class Member:
    name: str
    size: int  # bytes, unpacked
    packed: int
    method: int
    flags: int
    checksum: int
    at: int  # of its local header


def members(file: BinaryIO) -> Iterator[Member]:
    """In the order of the directory; raises Damaged."""
    at, number = _directory(file)
    for _ in range(number):
        file.seek(at)
        head = _read(file, _ENTRY.size)
        entry = _ENTRY.unpack(head)
        if entry[0] != b"PK\1\2":
            raise Damaged("its directory is damaged")
        flags, method, checksum, packed, size = entry[3], entry[4], entry[7], entry[8], entry[9]
        name, extra = _read(file, entry[10]), _read(file, entry[11])
        size, packed, where = _long(extra, size, packed, entry[16])
        yield Member(name.decode(errors="replace"), size, packed, method, flags, checksum, where)
        at += _ENTRY.size + entry[10] + entry[11] + entry[12]


def read(file: BinaryIO, member: Member, most: int) -> bytes:
    """Its content, of at most so many bytes; raises Damaged."""
    if member.flags & ENCRYPTED or member.method not in (STORED, DEFLATED):
        raise Damaged("it is encrypted, or compressed in an unusual way")
    if member.size > most or member.packed > most:
        raise Damaged(f"it is larger than {most // 2**20} MiB")
    file.seek(member.at)
    local = _LOCAL.unpack(_read(file, _LOCAL.size))
    if local[0] != b"PK\3\4":
        raise Damaged("its header is damaged")
    file.seek(local[9] + local[10], 1)
    content = _read(file, member.packed)
    if member.method == DEFLATED:
        content = _inflated(content, member.size)
    if len(content) != member.size or zlib.crc32(content) != member.checksum:
        raise Damaged("its content is damaged")
    return content


def _inflated(packed: bytes, size: int) -> bytes:
    """No more than was told, whatever comes out of it."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
    except zlib.error as wrong:
        raise Damaged("its content is damaged") from wrong


def _directory(file: BinaryIO) -> tuple[int, int]:
    """Where it begins, and how many files it names."""
    length = file.seek(0, 2)
    start = max(0, length - COMMENT - _END.size - _LOCATOR.size)
    file.seek(start)
    tail = file.read(length - start)
    found = tail.rfind(b"PK\5\6")
    if found < 0 or len(tail) - found < _END.size:
        raise Damaged("it is no zip archive, or its end is missing")
    end = _END.unpack_from(tail, found)
    number, at = end[4], end[6]
    if (number == 0xFFFF or at == ALL_ONES) and found >= _LOCATOR.size:
        locator = _LOCATOR.unpack_from(tail, found - _LOCATOR.size)
        if locator[0] == b"PK\6\7":
            file.seek(min(locator[2], length))
            end64 = _END64.unpack(_read(file, _END64.size))
            if end64[0] != b"PK\6\6":
                raise Damaged("its end is damaged")
            number, at = end64[7], end64[9]
    if at > length:
        raise Damaged("its directory is missing")
    return at, number


def _long(extra: bytes, size: int, packed: int, at: int) -> tuple[int, int, int]:
    """Numbers that did not fit into 32 bits (4.5.3)."""
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == 1:
            numbers = iter(struct.iter_unpack("<Q", extra[place + 4 : place + 4 + length // 8 * 8]))
            told = [next(numbers, (0,))[0] if value == ALL_ONES else value for value in (size, packed, at)]
            return told[0], told[1], told[2]
        place += 4 + length
    return size, packed, at


def _read(file: BinaryIO, length: int) -> bytes:
    content = file.read(length)
    if len(content) != length:
        raise Damaged("it is cut off")
    return content
