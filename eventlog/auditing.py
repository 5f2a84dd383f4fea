"""Who did what, and when: events of one log by their actor, what they concern, kind and time, the newest first.

Nothing is indexed for it: a question reads the log backwards, a bounded way at a time, and says how far it came.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import eventlet
import orjson

from eventlog.log import Log
from eventlog.personal import masked
from eventlog.recorded import Recorded, instant

PAGE, FAR = 1000, 50_000  # events that are read at once, and for one question
MOST = 50  # events in an answer
ASTRAY = timedelta(days=1)  # how far behind its neighbours in the log an event's time may be


@dataclass(frozen=True)
class Wanted:
    """What is empty asks for nothing. `before`: a position; 0 from the newest on.

    `about` is a stream, the same without its category, or a value that stands anywhere in the event, whole: an id, a
    slug, a correlation. `type` is a whole one or the part behind its service: `identity.role-granted`, `role-granted`.
    """

    about: str = ""
    actor: str = ""
    type: str = ""
    first: datetime | None = None
    last: datetime | None = None
    before: int = 0

    @classmethod
    def load(cls, told: Mapping[str, Any]) -> "Wanted":
        about, actor, kind = (str(told.get(name, "")) for name in ("about", "actor", "type"))
        first, last = (datetime.fromisoformat(told[name]) if told.get(name) else None for name in ("first", "last"))
        return cls(about, actor, kind, first, last, int(told.get("before", 0)))

    def has(self, event: Recorded) -> bool:
        return (
            self.type in ("", event.type, event.type.partition(".")[2])
            and self.actor in ("", event.actor)
            and (self.first is None or self.first <= event.time)
            and (self.last is None or event.time <= self.last)
            and (not self.about or self._concerns(event))
        )

    def _concerns(self, event: Recorded) -> bool:
        named = (event.id, event.stream, event.subject, event.correlation, event.causation, event.actor)
        return self.about in named or any(value == self.about for value in _values(event.data))


def search(log: Log, wanted: Wanted) -> dict[str, Any]:
    """`{"items": […], "before": 1234, "reached": "2026-11-03T12:00:00.000000Z"}`: what is before that is not read yet.

    These are 0 and empty where the log's beginning was reached, or all that lies in the time that was asked for. FAR
    events are read at most: an answer may be short of items, or have none, and go on all the same.
    """
    found: list[Recorded] = []
    marks = [_quoted(text) for text in (wanted.actor, wanted.about) if text]
    end = wanted.before - 1 if wanted.before else log.store.head()
    stop, reached = max(0, end - FAR), None
    while end > stop:
        begin = max(stop, end - PAGE)
        page = [one for one in log.store.read_all(begin, end - begin) if one.position <= end]
        for stored in reversed(page):
            if all(mark in stored.line for mark in marks):
                event = Recorded.parse(log.source, stored.position, stored.hash, stored.line)
                if wanted.has(event):
                    found.append(event)
            if len(found) == MOST:
                return _told(found, stored.position, event.time)
        if wanted.first is not None and page and _time(log, page[-1]) < wanted.first - ASTRAY:
            break
        end, reached = begin, _time(log, page[0]) if page else reached
        eventlet.sleep(0)  # others wait to be answered
    else:
        return _told(found, end + 1, reached)
    return _told(found, 0, None)


def _told(found: list[Recorded], before: int, reached: datetime | None) -> dict[str, Any]:
    on = before > 1 and reached is not None
    items = [_item(event) for event in found]
    return {"items": items, "before": before if on else 0, "reached": instant(reached) if on and reached else ""}


def _item(event: Recorded) -> dict[str, Any]:
    kept = ("id", "type", "stream", "version", "position", "actor", "correlation", "causation")
    about = {name: getattr(event, name) for name in kept}
    return about | {"at": instant(event.time), "data": masked(event.data)}


def _quoted(text: str) -> str:
    """As the end of a string of a line's JSON: an id alone, or one behind a stream's category."""
    return orjson.dumps(text).decode()[1:]


def _time(log: Log, stored: Any) -> datetime:
    return Recorded.parse(log.source, stored.position, stored.hash, stored.line).time


def _values(data: Any) -> Iterator[Any]:
    match data:
        case Mapping():
            for each in data.values():
                yield from _values(each)
        case list():
            for each in data:
                yield from _values(each)
        case _:
            yield data
