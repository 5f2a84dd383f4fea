"""One package's header in an rpm database: an index of tags over a store of values (rpm's tagfmt, big endian)."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

LIMIT = 32 * 1024 * 1024  # bytes of a header; rpm's own is 256 MB, the largest kernel's is 4 MB
MOST = 65_536  # tags
MOST_FILES = 500_000
LONGEST = 4096  # bytes of one text

NAME, VERSION, RELEASE, EPOCH = 1000, 1001, 1002, 1003
LICENCE, ARCH, FLAGS, SOURCE_RPM = 1014, 1022, 1037, 1044
FOLDER_OF, FILES, FOLDERS = 1116, 1117, 1118
MODULE = 5096
TEXTS = frozenset({NAME, VERSION, RELEASE, LICENCE, ARCH, SOURCE_RPM, MODULE})
LISTS = frozenset({FILES, FOLDERS})
NUMBERS = frozenset({EPOCH, FLAGS, FOLDER_OF})

INT32, STRING, STRINGS, TRANSLATED = 4, 6, 8, 9
ENTRY = struct.Struct(">IIiI")  # tag, type, offset in the store, count


@dataclass(frozen=True)
class Header:
    """The tags that were asked for, as far as they are there and lie inside the header."""

    texts: Mapping[int, str]
    lists: Mapping[int, list[str]]
    numbers: Mapping[int, tuple[int, ...]]

    def text(self, tag: int) -> str:
        return self.texts.get(tag, "")

    @property
    def release(self) -> str:
        """As advisories spell it: epoch:version-release, an epoch of 0 left out."""
        epoch = self.numbers.get(EPOCH, (0,))[:1]
        before = f"{epoch[0]}:" if epoch and epoch[0] else ""
        return f"{before}{self.text(VERSION)}-{self.text(RELEASE)}"


def parse(blob: bytes, *, files: bool = False) -> Header | None:
    """None where it is no header; with `files` also what it tells of them."""
    if len(blob) < 8 or len(blob) > LIMIT:
        return None
    tags, size = struct.unpack_from(">II", blob)
    store = 8 + tags * ENTRY.size
    if not 0 < tags <= MOST or store + size > len(blob):
        return None
    values = blob[store : store + size]
    texts: dict[int, str] = {}
    lists: dict[int, list[str]] = {}
    numbers: dict[int, tuple[int, ...]] = {}
    for tag, kind, offset, count in ENTRY.iter_unpack(blob[8:store]):
        if not 0 <= offset < size:
            continue
        if tag in TEXTS and kind in (STRING, TRANSLATED):
            texts.setdefault(tag, _text(values, offset))
        elif kind == INT32 and (tag == EPOCH or (files and tag in NUMBERS)) and offset + 4 * count <= size:
            numbers.setdefault(tag, struct.unpack_from(f">{min(count, MOST_FILES)}I", values, offset))
        elif files and tag in LISTS and kind == STRINGS and tag not in lists:
            lists[tag] = _texts(values, offset, count)
    return Header(texts, lists, numbers)


def _text(values: bytes, offset: int) -> str:
    return values[offset : offset + LONGEST].partition(b"\0")[0].decode("utf-8", "replace")


def _texts(values: bytes, offset: int, count: int) -> list[str]:
    most = min(count, MOST_FILES)
    return [text.decode("utf-8", "replace") for text in values[offset:].split(b"\0", most)[:most]]
