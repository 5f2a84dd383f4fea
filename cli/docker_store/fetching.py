"""Fetching what lies in a registry: held to its digest and size while it comes, and gone on with where it broke off."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

from cli.docker_store.busy import Busy
from cli.docker_store.disk import AT_ONCE, GOES_ON, hashed, put, sha256
from cli.docker_store.ending import Stop
from cli.docker_store.manifests import ACCEPT, must_be_small
from cli.docker_store.registry import refusal
from cli.docker_store.wire import Lost

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli.docker_store.manifests import Descriptor
    from cli.docker_store.registry import Registry
    from cli.docker_store.wire import Answer

TRIES, PAUSE = 3, 0.5  # tries that bring nothing, and the seconds that grow between them


class Wrong(Exception):
    """What came is not what was asked for."""


def manifest(registry: Registry, asked: Descriptor, file: Path) -> bytes:
    """Its bytes, which lie in `file` afterwards; not asked for where they lie there already."""
    must_be_small(asked.size)
    if not _is_whole(file, asked):
        with registry.asked("GET", f"manifests/{asked.digest}", {"Accept": ACCEPT}) as answer:
            if answer.status != 200:
                raise refusal(answer, registry.named, f"There is no {asked.digest}.", "")
            content = answer.whole()
        if _digest(content) != asked.digest or len(content) != asked.size:
            raise lying(registry, asked)
        put(file, content)
    return file.read_bytes()


def blob(registry: Registry, asked: Descriptor, file: Path, seen: Callable[[int], None]) -> None:
    """Into `file`, by way of a part beside it; raises Stop where it cannot be had whole. `seen` is told of bytes."""
    if _is_whole(file, asked):
        seen(asked.size)
        return
    part, tries, afresh = file.with_name(f".{file.name}.part"), 0, False
    while True:
        before = part.stat().st_size if part.exists() else 0
        try:
            _more(registry, asked, part, seen)
        except Busy as busy:
            raise busy.stop(GOES_ON) from busy
        except Lost as lost:
            tries = tries + 1 if not part.exists() or part.stat().st_size <= before else 0
            if tries >= TRIES:
                raise lost.stop(GOES_ON) from lost
            time.sleep(PAUSE * tries)
        except Wrong:
            part.unlink()
            if afresh or not before:
                raise lying(registry, asked) from None
            afresh = True  # what an earlier run left may have been spoilt
        else:
            part.replace(file)
            return


def _more(registry: Registry, asked: Descriptor, part: Path, seen: Callable[[int], None]) -> None:
    """What is missing of it; raises Wrong where the whole is not what its digest says."""
    told, have = hashlib.sha256(), 0
    if part.exists():
        with part.open("rb") as opened:
            told, have = hashed(opened)
    if have > asked.size:
        raise Wrong
    if have < asked.size or not have:
        headers = {"Range": f"bytes={have}-"} if have else {}
        with registry.asked("GET", f"blobs/{asked.digest}", {**headers, "Accept-Encoding": "identity"}) as answer:
            told, have = _received(registry, asked, answer, part, (told, have), seen)
    else:
        seen(have)
    if have != asked.size or f"sha256:{told.hexdigest()}" != asked.digest:
        raise Wrong


def _received(
    registry: Registry,
    asked: Descriptor,
    answer: Answer,
    part: Path,
    before: tuple[hashlib._Hash, int],
    seen: Callable[[int], None],
) -> tuple[hashlib._Hash, int]:
    told, have = before
    if answer.status == 206 and not answer.header("Content-Range").startswith(f"bytes {have}-"):
        raise Wrong
    if answer.status == 416:
        raise Wrong
    if answer.status not in (200, 206):
        raise refusal(answer, registry.named, f"There is no {asked.digest}.", "")
    if answer.status == 200:
        told, have = hashlib.sha256(), 0
    seen(have)
    with part.open("ab" if have else "wb") as file:
        while have < asked.size:
            more = answer.read(min(AT_ONCE, asked.size - have))
            if not more:
                file.flush()
                seen(-have)
                raise Lost(f"{answer.url.partition('/v2/')[0]}", f"the connection broke off at byte {have}")
            file.write(more)
            told.update(more)
            have += len(more)
            seen(len(more))
    if answer.read(1):
        raise Wrong
    return told, have


def _is_whole(file: Path, asked: Descriptor) -> bool:
    return file.is_file() and file.stat().st_size == asked.size and f"sha256:{sha256(file)}" == asked.digest


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def lying(registry: Registry, asked: Descriptor) -> Stop:
    return Stop(
        f"{registry.named} sends other bytes than {asked.digest} stands for.",
        "They were not kept. Something on the way, or the registry itself, is not to be trusted.",
    )
