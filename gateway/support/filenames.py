"""What a file that somebody attaches may be called and be: its name made safe, its type told by its ending."""

import unicodedata
from collections.abc import Mapping

from eventlog.refusal import Invalid

LONGEST = 120  # characters
HEAD = 8  # bytes that a file's first ones are told by
TEXT = ("txt", "log", "out", "err", "md", "csv", "tsv", "ini", "conf", "cfg", "env", "properties", "diff", "patch")
TYPES: Mapping[str, str] = {
    **dict.fromkeys(TEXT, "text/plain"),
    **dict.fromkeys(("yaml", "yml", "toml", "sql", "dockerfile", "sh", "py", "go", "java", "eml"), "text/plain"),
    **dict.fromkeys(("json", "har", "sarif", "jsonl"), "application/json"),
    **dict.fromkeys(("xml",), "application/xml"),
    **dict.fromkeys(("jpg", "jpeg"), "image/jpeg"),
    **dict.fromkeys(("gz", "tgz"), "application/gzip"),
    **dict.fromkeys(("pcap", "pcapng", "bin", "dump", "core", "prof", "trace"), "application/octet-stream"),
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "tar": "application/x-tar",
    "bz2": "application/x-bzip2",
    "xz": "application/x-xz",
    "zst": "application/zstd",
    "7z": "application/x-7z-compressed",
}
BEGIN: Mapping[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "application/gzip": (b"\x1f\x8b",),
    "application/zip": (b"PK\x03\x04", b"PK\x05\x06"),
    "application/x-bzip2": (b"BZh",),
    "application/x-xz": (b"\xfd7zXZ\x00",),
    "application/zstd": (b"\x28\xb5\x2f\xfd",),
    "application/x-7z-compressed": (b"7z\xbc\xaf\x27\x1c",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")  # Windows, Linux, macOS, Java
CORE_DUMPS = ("core", "dump", "bin")  # the memory of a program that died begins as a program does


def safe_name(told: str) -> str:
    """Without folders, and without characters that are not seen or turn others around; its ending stays."""
    last = unicodedata.normalize("NFC", told).replace("\\", "/").rpartition("/")[2]
    seen = "".join(each for each in last if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    name = " ".join(seen.split()).strip(". ")
    if len(name) > LONGEST:
        stem, dot, end = name.rpartition(".")
        name = f"{stem[: LONGEST - len(end) - 1]}{dot}{end}" if dot and len(end) < LONGEST // 2 else name[:LONGEST]
    if not name:
        raise Invalid("attachment-name-missing")
    return name


def media_type(name: str) -> str:
    """Refused as `attachment-type` where files of this kind are not taken."""
    found = TYPES.get(_ending(name))
    if found is None:
        raise Invalid("attachment-type", name)
    return found


def must_be(name: str, head: bytes) -> None:
    """Refused as `attachment-type` where the first bytes are a program's, or not what the name says."""
    program = head.startswith(PROGRAMS) and _ending(name) not in CORE_DUMPS
    begin = BEGIN.get(media_type(name), ())
    if program or (begin and not head.startswith(begin)):
        raise Invalid("attachment-type", name)


def _ending(name: str) -> str:
    """Of `db.LOG` log; of `Dockerfile` its whole name."""
    return name.rpartition(".")[2].lower()
