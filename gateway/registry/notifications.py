"""What the registry tells of: manifests pushed to staging repositories and asked for in released ones; no more."""

import hmac
import json
import logging
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, request

from eventlog.decider import Context
from eventlog.refusal import Refused, Unavailable
from gateway.countries import countries
from gateway.parts import parts
from gateway.registry.grants import STAGING
from gateway.secrets import notifications_secret

log = logging.getLogger("chandlery.registry.notifications")
SENDER = "registry"
EVENTS = uuid.UUID("4b6f6a0e-8df3-5c1c-9a1d-6d7be7d3b1fa")
MOST, LONGEST = 1000, 300
REPOSITORY = re.compile(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*")
TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
MANIFESTS = frozenset(
    {
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
    }
)


@dataclass(frozen=True)
class Push:
    """A manifest that now lies under a tag of a publisher's staging repository."""

    event: str
    repository: str  # publisher/repository
    tag: str
    digest: str
    media_type: str
    at: datetime

    def context(self) -> Context:
        """The same event comes to the same command, however often the registry sends it."""
        return Context(command_id=self.event, actor=SENDER, at=self.at, roles=frozenset({SENDER}))


@dataclass(frozen=True)
class Look:
    """A manifest of a released repository that was handed out (GET) or only asked about (HEAD)."""

    id: str
    repository: str  # publisher/repository
    tag: str  # empty where the digest was named
    digest: str
    method: str  # GET | HEAD
    at: str  # RFC 3339
    actor: str  # of the registry's token; empty: nobody
    address: str
    agent: str


def take() -> Response:
    """POST /registry/notifications: 200 for whatever cannot be read, since the registry would send it for ever."""
    sent = request.headers.get("Authorization", "")
    if not hmac.compare_digest(sent.encode(), f"Bearer {notifications_secret(parts().settings)}".encode()):
        return Response(status=401)
    told = events(request.get_data())
    for push in pushes(told):
        _note(push)
    if looked := list(looks(told)):
        by = Context(str(uuid.uuid4()), SENDER, datetime.now(UTC), frozenset({SENDER}))
        found = countries(parts().settings.countries)
        told_of = [vars(look) | {"country": found.of(look.address)} for look in looked]
        parts().rpc.catalog.note_pulls(told_of, by.dump())
    return Response(status=200)


def _note(push: Push) -> None:
    """A push that the catalogue has no place for is passed over; while it is away, the registry sends it again."""
    told = (push.repository, push.tag, push.digest, push.media_type, push.at.isoformat())
    try:
        parts().rpc.catalog.note_push(*told, push.context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        log.info("a push of %s:%s was passed over: %s", push.repository, push.tag, refused)


def events(body: bytes) -> list[Mapping[str, Any]]:
    """Those of an envelope; hostile or foreign ones are passed over."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        return []
    told = envelope.get("events") if isinstance(envelope, Mapping) else None
    return [event for event in told[:MOST] if isinstance(event, Mapping)] if isinstance(told, list) else []


def pushes(told: Iterable[Mapping[str, Any]]) -> Iterator[Push]:
    return (push for event in told if (push := _push(event)) is not None)


def looks(told: Iterable[Mapping[str, Any]]) -> Iterator[Look]:
    return (look for event in told if (look := _look(event)) is not None)


def _push(event: Mapping[str, Any]) -> Push | None:
    target = _part(event, "target")
    name, tag, digest, kind = (str(target.get(field, "")) for field in ("repository", "tag", "digest", "mediaType"))
    repository = name.removeprefix(STAGING)
    if event.get("action") != "push" or name == repository or not REPOSITORY.fullmatch(repository):
        return None
    if kind not in MANIFESTS or not TAG.fullmatch(tag) or not DIGEST.fullmatch(digest):
        return None
    told = uuid.uuid5(EVENTS, f"{event.get('id')!r}/{name}/{tag}/{digest}")
    return Push(str(told), repository, tag, digest, kind, _time(event.get("timestamp")))


def _look(event: Mapping[str, Any]) -> Look | None:
    """Blobs, staging and what is no look are passed over; whose looks count is the catalogue's to say."""
    target, asked = _part(event, "target"), _part(event, "request")
    name, tag, digest, kind = (str(target.get(field, "")) for field in ("repository", "tag", "digest", "mediaType"))
    method = str(asked.get("method", ""))
    if event.get("action") != "pull" or method not in ("GET", "HEAD") or kind not in MANIFESTS:
        return None
    if not REPOSITORY.fullmatch(name) or not DIGEST.fullmatch(digest) or (tag and not TAG.fullmatch(tag)):
        return None
    return Look(
        id=str(uuid.uuid5(EVENTS, f"{event.get('id')!r}/{name}/{tag}/{digest}/{method}")),
        repository=name,
        tag=tag,
        digest=digest,
        method=method,
        at=_time(event.get("timestamp")).isoformat(),
        actor=_words(_part(event, "actor").get("name")),
        address=_words(asked.get("addr")).rpartition(":")[0],
        agent=_words(asked.get("useragent")),
    )


def _part(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    told = event.get(name)
    return told if isinstance(told, Mapping) else {}


def _words(told: Any) -> str:
    """Of what clients say of themselves, as much as tells them apart."""
    return told.encode(errors="replace").decode()[:LONGEST] if isinstance(told, str) else ""


def _time(text: Any) -> datetime:
    """Of the registry's clock, whose nanoseconds are cut; now, where it is none."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?\d*(Z|[+-]\d\d:\d\d)", str(text))
    try:
        return datetime.fromisoformat("".join(part or "" for part in match.groups())) if match else datetime.now(UTC)
    except ValueError:
        return datetime.now(UTC)
