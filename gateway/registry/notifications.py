"""What the registry tells of: manifests pushed under a tag of a staging repository; all else is passed over."""

import hmac
import json
import logging
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, request

from eventlog.decider import Context
from eventlog.refusal import Refused, Unavailable
from gateway.parts import parts
from gateway.registry.grants import STAGING
from gateway.secrets import notifications_secret

log = logging.getLogger("chandlery.registry.notifications")
SENDER = "registry"
EVENTS = uuid.UUID("4b6f6a0e-8df3-5c1c-9a1d-6d7be7d3b1fa")
MOST = 1000
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


def take() -> Response:
    """POST /registry/notifications: 200 for whatever cannot be read, since the registry would send it for ever."""
    sent = request.headers.get("Authorization", "")
    if not hmac.compare_digest(sent.encode(), f"Bearer {notifications_secret(parts().settings)}".encode()):
        return Response(status=401)
    for push in pushes(request.get_data()):
        _note(push)
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


def pushes(body: bytes) -> Iterator[Push]:
    """The pushes among the events of an envelope; hostile or foreign ones are passed over."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        return
    events = envelope.get("events") if isinstance(envelope, Mapping) else None
    for event in events[:MOST] if isinstance(events, list) else ():
        push = _push(event)
        if push is not None:
            yield push


def _push(event: Any) -> Push | None:
    target = event.get("target") if isinstance(event, Mapping) and event.get("action") == "push" else None
    if not isinstance(target, Mapping):
        return None
    name, tag, digest, kind = (str(target.get(field, "")) for field in ("repository", "tag", "digest", "mediaType"))
    repository = name.removeprefix(STAGING)
    if name == repository or not REPOSITORY.fullmatch(repository):
        return None
    if kind not in MANIFESTS or not TAG.fullmatch(tag) or not DIGEST.fullmatch(digest):
        return None
    told = uuid.uuid5(EVENTS, f"{event.get('id')!r}/{name}/{tag}/{digest}")
    return Push(str(told), repository, tag, digest, kind, _time(event.get("timestamp")))


def _time(text: Any) -> datetime:
    """Of the registry's clock, whose nanoseconds are cut; now, where it is none."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?\d*(Z|[+-]\d\d:\d\d)", str(text))
    try:
        return datetime.fromisoformat("".join(part or "" for part in match.groups())) if match else datetime.now(UTC)
    except ValueError:
        return datetime.now(UTC)
