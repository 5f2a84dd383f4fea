"""From events that were decided to lines that can be stored, and to what is to be done because of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import uuid_utils

from eventlog.decider import Context, derived_id
from eventlog.effects import DUE, Due, Effect
from eventlog.integrity import Draft, Head, encode, seal
from eventlog.personal import concealed, subject_of
from eventlog.recorded import Recorded, Released, Reserved, instant
from eventlog.schema import registry
from eventlog.store import DueRow, OutboxRow, Sealed

Effects = Callable[[Any, Recorded], Sequence[Due | Effect] | None]
KeysOf = Callable[[set[str]], Mapping[str, bytes | None]]


class Change(NamedTuple):
    """What one stream gains."""

    stream: str
    head: Head
    events: Sequence[Any]


class Dumped(NamedTuple):
    event: Any
    type: str
    dataversion: int
    data: dict[str, Any]


def sealed(source: str, changes: Sequence[Change], by: Context, keys_of: KeysOf) -> list[list[Sealed]]:
    """The lines of each change; the keys of all personal fields are fetched at once."""
    dumped = [[_dumped(source, event) for event in change.events] for change in changes]
    subjects = {subject for events in dumped for one in events if (subject := _subject(one)) is not None}
    keys = keys_of(subjects) if subjects else {}
    about = metadata_of(by)
    return [
        seal(change.stream, change.head, [_draft(one, keys) for one in events], instant(by.at), about)
        for change, events in zip(changes, dumped, strict=True)
    ]


def metadata_of(by: Context) -> str:
    return encode(
        {"correlation": by.correlation, "causation": by.causation, "actor": by.actor, "traceparent": by.traceparent}
    )


def caused(
    source: str, effects: Effects, changes: Sequence[Change], lines: Sequence[Sequence[Sealed]]
) -> tuple[list[DueRow], list[OutboxRow]]:
    """The rows that the service's policies want written with these events; the kernel's own events cause nothing."""
    due: list[DueRow] = []
    outbox: list[OutboxRow] = []
    pairs = (pair for change, own in zip(changes, lines, strict=True) for pair in zip(change.events, own, strict=True))
    for event, line in pairs:
        if isinstance(event, Reserved | Released):
            continue
        recorded = Recorded.parse(source, 0, line.hash, line.line, given=event)
        for number, each in enumerate(effects(event, recorded) or ()):
            row_id, told = derived_id(f"{recorded.id}/{number}"), encode(dict(each.arguments))
            if isinstance(each, Due):
                due.append(DueRow(row_id, instant(each.at), each.name, each.subject, told, recorded.id))
            else:
                outbox.append(OutboxRow(row_id, each.kind, each.key, told, recorded.id, instant(recorded.time)))
    return due, outbox


def kinds_of(due: Sequence[DueRow], outbox: Sequence[OutboxRow]) -> set[str]:
    """What of them somebody may wait for: kinds of effects, and DUE."""
    return {row.kind for row in outbox} | ({DUE} if due else set())


def _dumped(source: str, event: Any) -> Dumped:
    match event:
        case Reserved(holder):
            return Dumped(event, f"{source}.reserved", 1, {"holder": holder})
        case Released(holder):
            return Dumped(event, f"{source}.released", 1, {"holder": holder})
        case _:
            return Dumped(event, *registry.dump(event))


def _subject(dumped: Dumped) -> str | None:
    return subject_of(registry.named(dumped.type), dumped.data)


def _draft(dumped: Dumped, keys: Mapping[str, bytes | None]) -> Draft:
    schema = registry.named(dumped.type)
    kept = dumped.data if schema is None else concealed(schema, dumped.event, dumped.data, keys)
    return Draft(str(uuid_utils.uuid7()), dumped.type, dumped.dataversion, kept)
