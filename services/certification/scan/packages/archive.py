"""A zip archive that nobody vouches for: what is wanted of it, in bounded memory."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

DIRECTORY = 16 * 1024 * 1024  # bytes of names; two hundred thousand of them
END = struct.Struct("<4sHHHHIIH")
PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError, EOFError, OSError, ValueError)


def entries(content: bytes, wanted: Callable[[str], bool], limit: int) -> Iterator[tuple[str, bytes]]:
    """Names with what lies under them; what is larger than `limit`, in bytes, broken or encrypted is passed over."""
    if directory(content) > DIRECTORY:
        return
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (*BROKEN, NotImplementedError):
        return
    for told in archive.infolist():
        if not wanted(told.filename) or told.compress_type not in PLAIN or told.file_size > limit:
            continue
        try:
            with archive.open(told) as opened:
                yield told.filename, opened.read(limit)
        except (*BROKEN, NotImplementedError):
            continue


def directory(content: bytes) -> int:
    """Bytes of its names (APPNOTE 4.3.16); more than anybody reads where it has none, or the form for larger files."""
    at = content.rfind(b"PK\5\6", -(END.size + 0xFFFF))
    if at < 0 or at + END.size > len(content) or content[max(0, at - 20) : at].startswith(b"PK\6\7"):
        return DIRECTORY + 1
    return int(END.unpack_from(content, at)[5])
