"""A layer's bytes on their way: stored ones are counted and hashed, then unpacked, counted and hashed again.

No more than one chunk of them is held. What is packed in a form that engines do not take, cut off, or grows without
measure is Unreadable.
"""

import hashlib
import io
import zlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, Protocol, Self

import zstandard
from isal import igzip, isal_zlib

from services.certification.ports import Unreadable
from services.certification.scan.limits import MIB, Limits, within
from vocabulary.unreadable import unreadable

CHUNK = 256 * 1024
AHEAD, ALONE = 4, MIB  # chunks that are unpacked ahead, and up to which stored size no thread is worth it
WINDOW = 128 * MIB  # the largest that a decompressor of zstd may ask for; zstd itself says --ultra beyond
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_PACKED_OTHERWISE = {b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"PK\x03\x04": "zip"}
_BROKEN: tuple[type[Exception], ...] = (
    *(EOFError, OSError, OverflowError, ValueError, zlib.error, zstandard.ZstdError),
    isal_zlib.error,  # type: ignore[assignment]
)


class Meter:
    """Bytes of all layers of an image so far."""

    def __init__(self, limits: Limits, of: int, progress: Callable[[int, int], None] | None = None) -> None:
        self._limits, self._of, self._progress = limits, of, progress
        self.stored = self.unpacked = 0

    def stores(self, size: int) -> None:
        self.stored += size
        within(self.stored, self._limits.stored, "more-stored")

    def unpacks(self, size: int) -> None:
        self.unpacked += size
        if self._progress is not None:
            self._progress(self.stored, self._of)
        within(self.unpacked, self._limits.unpacked, "more-unpacked")
        if self.unpacked > self._limits.unsuspected + self._limits.ratio * self.stored:
            raise Unreadable(unreadable("unpacks-too-far", times=self._limits.ratio))


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Stored(io.RawIOBase):
    """What a source gives of a layer, and never more than `size`; `algorithm` is that of its digest."""

    def __init__(self, stream: BinaryIO, size: int, meter: Meter, algorithm: str = "sha256") -> None:
        self._stream, self._left, self._meter = stream, size, meter
        self._algorithm, self._hash = algorithm, hashlib.new(algorithm)

    @property
    def left(self) -> int:
        return self._left

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        part = self._stream.read(min(len(into), CHUNK))
        if len(part) > self._left:
            raise Unreadable(unreadable("layer-longer"))
        into[: len(part)] = part
        self._left -= len(part)
        self._hash.update(part)
        self._meter.stores(len(part))
        return len(part)

    def drained(self) -> str:
        """Its digest, once everything was read; raises Unreadable where there was less than the manifest says."""
        while self.read(CHUNK):
            pass
        if self._left:
            raise Unreadable(unreadable("layer-shorter"))
        return f"{self._algorithm}:{self._hash.hexdigest()}"


class Unpacked:
    """The archive within, by `take` and `skip`; one of some size is unpacked ahead by a thread, until it is closed."""

    def __init__(self, stored: Stored, meter: Meter) -> None:
        self._meter, self._hash = meter, hashlib.sha256()
        self._chunk, self._at, self._before = b"", 0, 0
        self._stream = _opened(stored)
        self._thread = ThreadPoolExecutor(1) if stored.left > ALONE else None
        self._ahead: deque[Future[bytes]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    @property
    def position(self) -> int:
        """Bytes taken and skipped so far."""
        return self._before + self._at

    def take(self, size: int) -> bytes:
        """Exactly so many bytes, fewer only at the end."""
        end = self._at + size
        if end <= len(self._chunk):
            part = self._chunk[self._at : end]
            self._at = end
            return part
        parts = [self._chunk[self._at :]]
        missing = size - len(parts[0])
        while missing > 0 and self._next():
            parts.append(self._chunk[:missing])
            self._at = len(parts[-1])
            missing -= self._at
        return b"".join(parts)

    def skip(self, size: int) -> bool:
        """Whether there were so many."""
        missing = size - (len(self._chunk) - self._at)
        if missing <= 0:
            self._at += size
            return True
        while self._next():
            if missing <= len(self._chunk):
                self._at = missing
                return True
            missing -= len(self._chunk)
        return False

    def drained(self) -> str:
        """The digest of everything, which is read to its end."""
        while self._next():
            pass
        return f"sha256:{self._hash.hexdigest()}"

    def _next(self) -> bool:
        self._before += len(self._chunk)
        self._chunk, self._at = self._unpacked_ahead() if self._thread is not None else self._unpack(), 0
        self._meter.unpacks(len(self._chunk))
        return bool(self._chunk)

    def _unpacked_ahead(self) -> bytes:
        """Unpacking and hashing need no lock of Python's: they go on while names are looked at."""
        while self._thread is not None and len(self._ahead) < AHEAD:
            self._ahead.append(self._thread.submit(self._unpack))
        return self._ahead.popleft().result()

    def _unpack(self) -> bytes:
        try:
            chunk = self._stream.read(CHUNK)
        except _BROKEN as broken:
            raise Unreadable(unreadable("not-unpacked", why=str(broken) or type(broken).__name__)) from broken
        self._hash.update(chunk)
        return chunk


def _opened(stored: Stored) -> _Readable:
    """By its first bytes, as engines do: media types are wrong too often."""
    buffered = io.BufferedReader(stored, CHUNK)
    first = buffered.peek(6)[:6]
    if first.startswith(_GZIP):
        return igzip.IGzipFile(fileobj=buffered, mode="rb")  # type: ignore[no-untyped-call]
    if first.startswith(_ZSTD):
        return zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(buffered, read_across_frames=True)
    for mark, name in _PACKED_OTHERWISE.items():
        if first.startswith(mark):
            raise Unreadable(unreadable("packed-otherwise", name=name))
    return buffered
