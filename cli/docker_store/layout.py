"""The files of a bundle: an OCI image layout (image specification 1.1) with papers, a list of all, and checksums."""

from __future__ import annotations

import json
import re
from typing import Any

BLOBS = "blobs/sha256/"
OCI_LAYOUT, INDEX, BUNDLE, SUMS = "oci-layout", "index.json", "chandlery-bundle.json", "SHA256SUMS"
LICENCE, NOTES, KEYS, SBOMS = "licence.jws", "notes.md", "keys/", "sbom/"
REF_NAME = "org.opencontainers.image.ref.name"
VERSION = 1
LAYOUT_VERSION = b'{"imageLayoutVersion":"1.0.0"}'
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,150}(?:/[A-Za-z0-9_][A-Za-z0-9._-]{0,150}){0,3}")
# Distribution specification 1.1, “Pulling manifests”.
REPOSITORY = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*")
TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?")
LINE = re.compile(r"([0-9a-f]{64}) [ *]([^\n]+)")


def blob(digest: str) -> str:
    """Where it lies: blobs/sha256/…"""
    return BLOBS + digest.partition(":")[2]


def is_name(text: str) -> bool:
    """Whether a file of a bundle may be called so: a plain path below it, no part of which begins with a dot."""
    return bool(NAME.fullmatch(text))


def is_repository(text: str) -> bool:
    return len(text) < 256 and bool(REPOSITORY.fullmatch(text))


def is_tag(text: str) -> bool:
    return bool(TAG.fullmatch(text))


def is_host(text: str) -> bool:
    return bool(HOST.fullmatch(text))


def plain(text: str) -> str:
    """A platform or a tag as a part of a file's name."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.") or "x"


def rendered(told: Any) -> bytes:
    """The same bytes for the same words."""
    return (json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def sums(files: dict[str, str]) -> bytes:
    """Hexadecimal SHA-256 by name, as sha256sum writes and reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items())).encode()


def read_sums(content: bytes) -> dict[str, str] | None:
    """None for what is no such list, or names a file twice."""
    found: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").splitlines():
        read = LINE.fullmatch(line)
        if read is None or read.group(2) in found:
            return None
        found[read.group(2)] = read.group(1)
    return found


def order(name: str) -> tuple[int, str]:
    """What says what a bundle is comes first, blobs last."""
    first = (OCI_LAYOUT, INDEX, BUNDLE, SUMS)
    return (first.index(name) if name in first else len(first) + name.startswith(BLOBS)), name
