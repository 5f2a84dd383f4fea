"""Events as they are told to people: with personal fields readable, and without what only the log needs."""

from collections.abc import Iterable
from typing import Any

from eventlog.recorded import Recorded, instant
from eventlog.schema import registry


def told(events: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Id, type, stream, time (RFC 3339) and data of each; the kernel's own events are left out."""
    return [_told(each) for each in events if registry.named(each.type) is not None]


def _told(recorded: Recorded) -> dict[str, Any]:
    _, _, data = registry.dump(recorded.event)
    at = instant(recorded.time)
    return {"id": recorded.id, "type": recorded.type, "stream": recorded.stream, "time": at, "data": data}
