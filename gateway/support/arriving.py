"""A file on its way in: written piece by piece beside its place, with its digest, and gone when it was dealt with."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eventlog.refusal import Invalid
from gateway.support.filenames import HEAD

ABANDONED = 3600.0  # seconds after which what was being sent will not come any more


@dataclass(frozen=True)
class Arrived:
    path: Path
    size: int  # bytes
    digest: str  # sha256:…
    head: bytes  # its first bytes


@contextmanager
def arrived(spool: Path, pieces: Iterable[bytes], largest: int) -> Iterator[Arrived]:
    """Refused as `attachment-too-large`, as soon as it is, or `attachment-empty`."""
    spool.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = spool / secrets.token_hex(16)
    try:
        yield _written(path, pieces, largest)
    finally:
        path.unlink(missing_ok=True)


def sweep(spool: Path, now: float) -> None:
    """What a process that ended left behind."""
    for left in spool.glob("*"):
        if left.stat().st_mtime < now - ABANDONED:
            left.unlink(missing_ok=True)


def _written(path: Path, pieces: Iterable[bytes], largest: int) -> Arrived:
    sum_, head, size = hashlib.sha256(), b"", 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > largest:
                raise Invalid("attachment-too-large", f"at most {largest // 10**6} MB")
            head = head if len(head) >= HEAD else (head + piece)[:HEAD]
            sum_.update(piece)
            file.write(piece)
    if not size:
        raise Invalid("attachment-empty")
    return Arrived(path, size, f"sha256:{sum_.hexdigest()}", head)
