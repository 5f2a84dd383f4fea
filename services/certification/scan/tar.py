"""Archives as layers are: ustar with the extensions of POSIX (pax) and GNU, read in one pass as Go's archive/tar does.

Engines unpack layers by that library, so where forms contradict each other, what it takes is what an engine has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from services.certification.ports import Unreadable
from services.certification.scan.limits import MIB
from vocabulary.unreadable import unreadable

Kind = Literal["file", "folder", "link", "hard", "device", "fifo"]

BLOCK = 512
LONGEST = 4096  # bytes of a path: no kernel opens a longer one (PATH_MAX)
_RECORDS = MIB  # bytes of one header's own records
_LARGEST = 2**62
_EMPTY = bytes(BLOCK)
_KINDS: dict[bytes, Kind] = {b"1": "hard", b"2": "link", b"3": "device", b"4": "device", b"5": "folder", b"6": "fifo"}
_PAX, _GLOBAL, _LONG_NAME, _LONG_TARGET, _SPARSE = b"x", b"g", b"L", b"K", b"S"


class Archive(Protocol):
    """Bytes that come once, from the beginning."""

    @property
    def position(self) -> int: ...

    def take(self, size: int) -> bytes:
        """Exactly so many, fewer only at the end."""

    def skip(self, size: int) -> bool:
        """Whether there were so many."""


@dataclass(slots=True)
class Header:
    """A name as the archive writes it; `size` bytes of content follow."""

    name: str
    kind: Kind
    mode: int
    uid: int
    gid: int
    size: int
    target: str


def members(archive: Archive) -> Iterator[Header]:
    """Each in turn; as much of its content may be taken from the archive as it has, before the next is asked for."""
    while (block := _header_block(archive)) is not None:
        records: Mapping[str, bytes] = {}
        long: dict[bytes, bytes] = {}
        while (kind := block[156:157]) in (_PAX, _GLOBAL, _LONG_NAME, _LONG_TARGET):
            content = _own_content(archive, _number(block[124:136]))
            if kind == _PAX:
                records = _records(content)
            elif kind != _GLOBAL:
                long[kind] = content.partition(b"\0")[0]
            following = _header_block(archive)
            if following is None:
                raise _broken(unreadable("name-without-entry"))
            block = following
        header = _header(block, records, long)
        end = archive.position + header.size
        yield header
        rest = end + -header.size % BLOCK - archive.position
        if not archive.skip(rest):
            raise _broken(unreadable("ends-within-entry"))


def _header_block(archive: Archive) -> bytes | None:
    """None at the end: an empty block, and nothing more."""
    block = archive.take(BLOCK)
    if not block or block == _EMPTY:
        return None
    if len(block) < BLOCK:
        raise _broken(unreadable("ends-within-header"))
    told = _number(block[148:156])
    fields = sum(block) - sum(block[148:156]) + 8 * 32
    if told != fields and told != fields - 256 * sum(byte > 127 for byte in block[:148] + block[156:]):
        raise _broken(unreadable("checksum-wrong"))
    return block


def _header(block: bytes, records: Mapping[str, bytes], long: Mapping[bytes, bytes]) -> Header:
    kind_of = block[156:157]
    if kind_of == _SPARSE or any(name.startswith("GNU.sparse.") for name in records):
        raise _broken(unreadable("sparse-file"))
    name = long.get(_LONG_NAME) or records.get("path") or _named(block)
    target = long.get(_LONG_TARGET) or records.get("linkpath") or block[157:257].partition(b"\0")[0]
    if len(name) > LONGEST or len(target) > LONGEST:
        raise _broken(unreadable("name-too-long", bytes=f"{LONGEST:,}"))
    kind = _KINDS.get(kind_of, "file")
    if kind == "file" and name.endswith(b"/"):
        kind = "folder"  # as archives had it before there were types
    size = _told(records.get("size"), block[124:136])
    return Header(
        name.decode(errors="backslashreplace"),
        kind,
        _number(block[100:108]) & 0o7777,
        _told(records.get("uid"), block[108:116]),
        _told(records.get("gid"), block[116:124]),
        size if kind_of not in _KINDS else 0,
        target.decode(errors="backslashreplace"),
    )


def _named(block: bytes) -> bytes:
    name = block[:100].partition(b"\0")[0]
    if block[257:263] == b"ustar\0":
        ends = 131 if block[508:512] == b"tar\0" else 155
        prefix = block[345 : 345 + ends].partition(b"\0")[0]
        return prefix + b"/" + name if prefix else name
    return name


def _own_content(archive: Archive, size: int) -> bytes:
    if size > _RECORDS:
        raise _broken(unreadable("records-too-long", bytes=f"{_RECORDS:,}"))
    padded = archive.take(size + -size % BLOCK)
    if len(padded) < size:
        raise _broken(unreadable("ends-within-records"))
    return padded[:size]


def _records(content: bytes) -> dict[str, bytes]:
    """POSIX.1-2001, pax extended header: “LENGTH KEY=VALUE\\n”, the length counting itself."""
    told: dict[str, bytes] = {}
    at = 0
    while at < len(content):
        space = content.find(b" ", at, at + 20)
        digits = content[at:space]
        end = at + int(digits) if space > at and digits.isdigit() else 0
        key, equals, value = content[space + 1 : end - 1].partition(b"=")
        if end <= space or end > len(content) or content[end - 1 : end] != b"\n" or not (key and equals):
            raise _broken(unreadable("records-wrong"))
        if key in (b"path", b"linkpath", b"uname", b"gname") and b"\0" in value:
            raise _broken(unreadable("name-with-zero"))
        told[key.decode(errors="backslashreplace")] = value
        at = end
    return told


def _told(record: bytes | None, field: bytes) -> int:
    """A record of its own comes before the header's field."""
    if record is None or not record:
        return _number(field)
    if not (record.isdigit() and len(record) < 20):
        raise _broken(unreadable("number-wrong"))
    return min(int(record), _LARGEST)


def _number(field: bytes) -> int:
    """Octal digits, or GNU's base 256."""
    if field[0] & 0x80:
        number = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
        if field[0] & 0x40 or number > _LARGEST:
            raise _broken(unreadable("number-too-large"))
        return number
    digits = field.strip(b" \0").partition(b"\0")[0]
    if not digits:
        return 0
    if digits.translate(None, b"01234567"):
        raise _broken(unreadable("number-wrong"))
    return int(digits, 8)


def _broken(how: str) -> Unreadable:
    return Unreadable(unreadable("no-archive", what=how))
