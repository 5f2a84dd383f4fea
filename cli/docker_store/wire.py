"""One HTTP request whose answer is read as it comes, and which goes nowhere else by itself."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cli.docker_store import VERSION
from cli.docker_store.ending import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Protocol

    class Readable(Protocol):
        """A file, or a part of one, as far as it is sent or hashed."""

        def read(self, most: int = -1, /) -> bytes: ...

        def seek(self, at: int, /) -> int: ...


PATIENCE = 60.0  # seconds without a byte
MOST = 4 << 20  # bytes of a manifest, as registries take them


def load() -> None:
    """What a request needs, loaded while there is something to wait for anyway: it takes half of a short command."""
    from cli.docker_store import staying  # noqa: F401


class Lost(Exception):
    """The connection could not be made, or did not last."""

    def __init__(self, url: str, why: object) -> None:
        super().__init__(f"{url}: {why}")
        self.url, self.why = url, why

    def stop(self, todo: str = "") -> Stop:
        from cli.docker_store.away import said

        if isinstance(self.why, str):
            return Stop(f"{self.url}: {self.why}.", todo)
        told = said(self.url, self.why)
        return Stop(told.text, todo or told.todo)


class Answer:
    """`status`, `headers`, and the body, of which `read` gives so many bytes or what is left."""

    def __init__(self, url: str, opened: Any) -> None:
        self.url, self.status, self.headers, self._opened = url, int(opened.code), opened.headers, opened

    def read(self, most: int | None = None) -> bytes:
        from http.client import HTTPException

        try:
            return bytes(self._opened.read(most))
        except (OSError, HTTPException) as why:
            raise Lost(place(self.url), why) from why

    def whole(self, most: int = MOST) -> bytes:
        """All of it; raises Stop where it is more than `most` bytes."""
        content = b""
        while len(content) <= most:
            more = self.read(most + 1 - len(content))
            if not more:
                return content
            content += more
        raise Stop(f"{place(self.url)} answers with more than {most} bytes.", "It is no registry, or a broken one.")

    def header(self, name: str) -> str:
        return str(self.headers.get(name) or "")

    def close(self) -> None:
        self._opened.close()


@contextmanager
def sent(
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes | Readable | None = None,
    patience: float = PATIENCE,
) -> Iterator[Answer]:
    """Its answer until the block ends, whatever its status. A file as `content` needs its Content-Length."""
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError
    from urllib.request import Request

    from cli.docker_store.staying import opener

    asked = Request(url, content, {"User-Agent": f"docker-store/{VERSION}", **headers}, method=method)  # noqa: S310
    try:
        opened = opener(place(url)).open(asked, timeout=patience)
    except HTTPError as refused:
        opened = refused
    except URLError as away:
        raise Lost(place(url), away.reason) from away
    except (OSError, HTTPException) as away:
        raise Lost(place(url), away) from away
    answer = Answer(url, opened)
    try:
        yield answer
    finally:
        answer.close()


def document(content: bytes) -> dict[str, Any]:
    """JSON's object, or an empty one for anything else."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def origin(url: str) -> tuple[str, str]:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def place(url: str) -> str:
    """Without what follows the host: addresses of uploads and of storage hold secrets."""
    scheme, host = origin(url)
    return f"{scheme}://{host}"
