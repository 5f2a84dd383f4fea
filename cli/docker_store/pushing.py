"""Putting into a registry what is not there yet, by digest (OCI distribution specification 1.1, “Push”)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from cli.docker_store.busy import Busy, Pauses
from cli.docker_store.ending import Stop
from cli.docker_store.manifests import ACCEPT
from cli.docker_store.registry import refusal, refused_as, with_query
from cli.docker_store.wire import Lost, origin

if TYPE_CHECKING:
    from cli.docker_store.manifests import Manifest
    from cli.docker_store.opened import Section
    from cli.docker_store.registry import Registry
    from cli.docker_store.wire import Answer

TRIES, AT_ONCE = 3, 1 << 20  # bytes up to which a blob goes in one request
AGAIN = "Run the same command again: what is there already is not sent again."
BYTES = {"Content-Type": "application/octet-stream"}


class Incomplete(Exception):
    """The registry takes no index whose platforms it has not all."""


def blob(registry: Registry, digest: str, file: Section) -> bool:
    """Whether it had to be sent."""
    return not _has(registry, digest) and _tried(registry, digest, file, Pauses(registry.host), TRIES)


def _has(registry: Registry, digest: str) -> bool:
    with registry.asked("HEAD", f"blobs/{digest}") as answer:
        if answer.status not in (200, 404):
            raise refusal(answer, registry.named, "It does not say what it has.", "")
        return answer.status == 200


def _tried(registry: Registry, digest: str, file: Section, pauses: Pauses, left: int) -> bool:
    """One that had no time may have taken it all the same: what stands before it did not wait for the answer."""
    try:
        return _sent(registry, digest, file, pauses)
    except Busy as busy:
        pauses.before_another(busy)
        return _has(registry, digest) or _tried(registry, digest, file, pauses, left)
    except Lost as lost:
        if left == 1:
            raise lost.stop(AGAIN) from lost
        return _tried(registry, digest, file, pauses, left - 1)


def _sent(registry: Registry, digest: str, file: Section, pauses: Pauses) -> bool:
    """A registry that holds it elsewhere, and may give it from there, does so and answers 201."""
    file.seek(0)
    with registry.asked("POST", f"blobs/uploads/?mount={digest}", content=b"") as begun:
        if begun.status == 201:
            return False
        if begun.status != 202:
            raise refusal(begun, registry.named, "It takes nothing here.", "")
        place = _place(registry, begun.header("Location"))
    content = file.read() if file.size <= AT_ONCE else b""
    if file.size > AT_ONCE:
        place = _filled(registry, place, file, pauses)
    with registry.asked("PUT", with_query(place, [("digest", digest)]), BYTES, content) as ended:
        if ended.status != 201:
            raise refusal(ended, registry.named, f"It did not take {digest}.", "")
    return True


def _filled(registry: Registry, place: str, file: Section, pauses: Pauses) -> str:
    """Where it ends; what breaks off is gone on with where the registry says that it stands."""
    at, left = 0, TRIES
    while left:
        rest = file.after(at)
        headers = {**BYTES, "Content-Length": str(rest.size), "Content-Range": f"{at}-{file.size - 1}"}
        try:
            with registry.asked("PATCH", place, headers, rest) as answer:
                return _taken(registry, answer)
        except Lost as lost:
            if isinstance(lost, Busy):
                pauses.before_another(lost)
            else:
                left -= 1
            at, place = _stands(registry, place, lost)
    raise Lost(registry.url, "the connection broke off again and again")


def _taken(registry: Registry, answer: Answer) -> str:
    if answer.status == 416:
        raise Lost(registry.url, "it stands elsewhere than it said")
    if answer.status != 202:
        raise refusal(answer, registry.named, "It stopped taking a blob.", AGAIN)
    return _place(registry, answer.header("Location"))


def _stands(registry: Registry, place: str, lost: Lost) -> tuple[int, str]:
    """How many bytes of it are there, and where it goes on; raises what was lost where the registry does not know.

    0-0 is what registries answer where they have nothing, too.
    """
    with registry.asked("GET", place) as stands:
        if stands.status != 204 or not stands.header("Range").startswith("0-"):
            raise lost from None
        last = int(stands.header("Range")[2:])
        return last + 1 if last else 0, _place(registry, stands.header("Location") or place)


def _place(registry: Registry, location: str) -> str:
    there = urljoin(registry.url, location)
    if not location or origin(there)[0] not in ("https", origin(registry.url)[0]):
        raise Stop(f"{registry.host} does not say where it takes a blob, or not over a protected way.")
    return there


def manifest(registry: Registry, digest: str, content: Manifest) -> bool:
    """Under its digest; whether it had to be sent. Raises Incomplete for an index of which platforms are missing."""
    return leads_to(registry, digest) != digest and _put(registry, digest, digest, content)


def tag(registry: Registry, name: str, digest: str, content: Manifest) -> bool:
    """Whether it led elsewhere, or nowhere."""
    return leads_to(registry, name) != digest and _put(registry, name, digest, content)


def leads_to(registry: Registry, reference: str) -> str:
    """The digest; empty where there is nothing."""
    with registry.asked("HEAD", f"manifests/{reference}", {"Accept": ACCEPT}) as answer:
        if answer.status == 200:
            return answer.header("Docker-Content-Digest") or "unknown"
        if answer.status != 404:
            raise refusal(answer, registry.named, "It does not say what it has.", "")
        return ""


def _put(registry: Registry, reference: str, digest: str, content: Manifest) -> bool:
    headers = {"Content-Type": content.media_type}
    with registry.asked("PUT", f"manifests/{reference}", headers, content.content) as answer:
        if answer.status == 201:
            told = answer.header("Docker-Content-Digest")
            if told and told != digest:
                raise Stop(f"{registry.named} made {told} of {digest}.", "It changes what it is given.")
            return True
        said = answer.whole()
    if content.is_index and refused_as(said) & {"MANIFEST_BLOB_UNKNOWN", "MANIFEST_UNKNOWN"}:
        raise Incomplete
    raise Stop(f"{registry.named} did not take {digest}: {said.decode('utf-8', 'replace')[:300]} ({answer.status}).")


def present(registry: Registry, reference: str) -> bytes:
    """What lies there; empty where there is nothing."""
    with registry.asked("GET", f"manifests/{reference}", {"Accept": ACCEPT}) as answer:
        return answer.whole() if answer.status == 200 else b""
