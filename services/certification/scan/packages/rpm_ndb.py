"""rpm's database of SUSE's images: a table of slots, each pointing to a blob (rpm's backend ndb, Packages.db)."""

import struct
from collections.abc import Iterator

from services.certification.scan.packages import rpm_header

MAGIC = b"RpmP"
PAGE = 4096
MOST = 2048  # pages of slots: half a million packages
BLOCK = 16  # bytes; offsets of blobs are counted in them
SLOT = struct.Struct("<4sIII")  # magic, package, block, blocks
BLOB = struct.Struct("<4sIII")  # magic, package, generation, bytes


def blobs(content: bytes) -> Iterator[bytes]:
    """Every package's; all together no more bytes than the database has."""
    _, version, _, pages = struct.unpack_from("<4sIII", content)
    if version != 0:
        return
    left = len(content)
    slots = content[2 * SLOT.size : min(pages, MOST) * PAGE]
    for magic, package, block, _ in SLOT.iter_unpack(slots[: len(slots) // SLOT.size * SLOT.size]):
        start = block * BLOCK
        if magic != b"Slot" or not package or start + BLOB.size > len(content):
            continue
        head, same, _, length = BLOB.unpack_from(content, start)
        if head != b"BlbS" or same != package or length > min(left, rpm_header.LIMIT):
            continue
        left -= length
        yield content[start + BLOB.size : start + BLOB.size + length]
