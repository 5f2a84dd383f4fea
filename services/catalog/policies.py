"""What a fact of the catalogue causes at the registry: what was pushed is read, what was released is brought over."""

from collections.abc import Sequence
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.catalog.events import PushNoticed, ReleaseRequested

READ, RELEASE = "read-staged", "release"
FINDING = "policy:catalog.look-around"


def effects(event: Any, recorded: Recorded) -> Sequence[Due | Effect]:
    match event:
        case PushNoticed(repository=repository, tag=tag, digest=digest):
            # A tag may come back to an image that it had before, so the key is the push and not the digest.
            return [Effect(READ, recorded.id, {"repository": repository, "tag": tag, "digest": digest})]
        case ReleaseRequested(release=release, repository=repository, tag=tag, digest=digest):
            what = {"release": release, "repository": repository, "tag": tag, "digest": digest}
            return [Effect(RELEASE, release, dict(what))]
        case _:
            return []
