"""What a fact of the catalogue causes: at the registry, and later, where a time was set."""

from collections.abc import Sequence
from typing import Any

from eventlog.effects import JSON, Due, Effect
from eventlog.recorded import Recorded
from services.billing.events import PayoutsConnected, PayoutsDisconnected
from services.catalog.deciders.publisher import NotePayouts
from services.catalog.events import (
    PublicationScheduled,
    PushNoticed,
    ReleaseRequested,
    RetagRequested,
    StagedRemoved,
    VersionYanked,
)

READ, RELEASE, RETAG, YANK, UNSTAGE = "read-staged", "release", "retag", "yank", "unstage"
PUBLISH = "publish"
FINDING = "policy:catalog.look-around"


def effects(event: Any, recorded: Recorded) -> Sequence[Due | Effect]:
    match event:
        case PushNoticed():
            # A tag may come back to an image that it had before, so the key is the push and not the digest.
            return [Effect(READ, recorded.id, _image(event))]
        case ReleaseRequested(release=release):
            return [Effect(RELEASE, release, {"release": release, **_image(event)})]
        case RetagRequested(retag=retag):
            return [Effect(RETAG, retag, {"retag": retag, **_image(event)})]
        case VersionYanked(security=security):
            return [Effect(YANK, recorded.id, {"security": security, **_image(event)})]
        case StagedRemoved():
            return [Effect(UNSTAGE, recorded.id, _image(event))]
        case PublicationScheduled(product=product, at=at):
            return [Due(PUBLISH, at, product, {"at": at.isoformat()})]
        case _:
            return []


def _image(event: Any) -> dict[str, JSON]:
    return {"repository": event.repository, "tag": event.tag, "digest": event.digest}


def after_billing(event: PayoutsConnected | PayoutsDisconnected) -> NotePayouts:
    """For the publisher that the event names."""
    return NotePayouts(isinstance(event, PayoutsConnected))
