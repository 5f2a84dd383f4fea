"""Files in a bucket that speaks S3: Amazon's own, or MinIO's, Garage's, Ceph's and others."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from eventlog.refusal import Unavailable
from gateway.aside import aside
from gateway.support.storing import PIECE

P = ParamSpec("P")
T = TypeVar("T")
PATIENCE = timedelta(seconds=20)  # for one file, or one part of a large one


class Bucket:
    """As `Place`; its library waits in its own threads, so it is called aside."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @classmethod
    def at(cls, address: str) -> "Bucket":
        """`https://KEY:SECRET@HOST[:PORT]/BUCKET[/FOLDER][?region=eu-central-1]`; most servers name buckets so."""
        parts = urlsplit(address)
        bucket, _, folder = parts.path.strip("/").partition("/")
        return cls(
            S3Store(
                bucket,
                prefix=folder or None,
                endpoint=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
                region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
                access_key_id=unquote(parts.username or ""),
                secret_access_key=unquote(parts.password or ""),
                virtual_hosted_style_request=False,
                client_options={"allow_http": parts.scheme == "http", "timeout": PATIENCE},
                retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
            )
        )

    def put(self, name: str, file: Path) -> None:
        _reached(obstore.put, self._store, name, file)

    def write(self, name: str, content: bytes) -> None:
        _reached(obstore.put, self._store, name, content)

    def read(self, name: str) -> bytes | None:
        pieces = self.pieces(name)
        return None if pieces is None else b"".join(pieces)

    def pieces(self, name: str) -> Iterator[bytes] | None:
        try:
            found = _reached(obstore.get, self._store, name)
        except FileNotFoundError:
            return None
        return _pieces(iter(found.stream(min_chunk_size=PIECE)))

    def names(self, under: str) -> Iterator[str]:
        listed = obstore.list(self._store, prefix=under)
        while page := _reached(next, listed, None):
            yield from (str(one["path"]) for one in page)

    def delete(self, *names: str) -> None:
        if names:
            _reached(obstore.delete, self._store, list(names))


def _pieces(stream: Iterator[object]) -> Iterator[bytes]:
    while (piece := _reached(next, stream, None)) is not None:
        yield bytes(piece)  # type: ignore[call-overload]


def _reached(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    try:
        return aside(work, *arguments, **named)
    except (BaseError, OSError) as problem:
        if isinstance(problem, FileNotFoundError):
            raise
        first = str(problem).strip().partition("\n")[0]
        raise Unavailable("attachments-away", first[:200]) from problem
