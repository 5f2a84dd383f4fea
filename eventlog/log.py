"""A service's log: commands are decided on what it holds, and their events stored once, together or not at all."""

import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Executable, select

from eventlog import tables
from eventlog.appends import appends_of
from eventlog.decider import Context, Decider, Reservation
from eventlog.disk import is_derived
from eventlog.drafts import Change, Effects, caused, kinds_of, sealed
from eventlog.folded import Folded, Lately
from eventlog.integrity import Head, encode
from eventlog.opening import open_store
from eventlog.personal import Keys, readable, subject_of
from eventlog.recorded import Recorded, Released, Reserved, instant
from eventlog.refusal import Conflicting, Invalid
from eventlog.schema import registry
from eventlog.store import Append, Clash, CommandRow, Store, Stored
from eventlog.together import Together
from eventlog.verifying import flaws

TRIES = 6  # the first, and five more on fresh events
PATIENCE = 0.25  # seconds that a command waits for its position
UNPLACED = "-"  # in place of a position: the command was answered before, and its event has none yet
LONGEST = 255  # characters of a stream's name, an actor, a command id

Result = Callable[[list[Any]], dict[str, Any]]
Also = Callable[[Any, list[Any]], Iterable[tuple[Decider[Any, Any, Any], str, Any]]]  # decider, subject, command


@dataclass(frozen=True)
class Executed:
    """What came of a command.

    `position` names the last event, `catalog:123` (its id while it has no position yet), for reading one's own write.
    A repeated command brings the result that was stored with it, and no events.
    """

    position: str
    events: tuple[Any, ...]
    result: dict[str, Any] | None
    repeated: bool = False


def open_log(
    source: str,
    url: str,
    *,
    keys: Keys | None,
    secret: bytes,
    effects: Effects | None = None,
    on_commit: Callable[[], None] | None = None,
) -> "Log":
    """The log of the service `source`; `on_commit` is called after each append, to wake the relay."""
    return Log(source, open_store(source, url), keys=keys, secret=secret, effects=effects, on_commit=on_commit)


class Log:
    def __init__(
        self,
        source: str,
        store: Store,
        *,
        keys: Keys | None,
        secret: bytes,
        effects: Effects | None = None,
        on_commit: Callable[[], None] | None = None,
    ) -> None:
        self.source = source
        self.store = store
        self._keys = keys
        self._secret = secret
        self._effects = effects
        self._on_commit = on_commit
        # After an append, where something may be due by now: of which kinds (DUE is one); None: of any.
        self.on_caused: Callable[[Collection[str] | None], object] = lambda kinds: None
        self._appends = appends_of(source)
        self._lately, self.together = Lately(), Together()

    @property
    def incarnation(self) -> str:
        return self.store.incarnation

    def execute(
        self,
        decider: Decider[Any, Any, Any],
        subject: str,
        command: Any,
        context: Context,
        *,
        beside: Sequence[Executable] = (),
        result: Result | None = None,
        also: Also | None = None,
    ) -> Executed:
        """Decides the command and stores what was decided, with `beside` and `result(events)`, in one transaction.

        Where events were decided, `also(state, events)` are further commands, each to a stream of its own, decided and
        stored together with it: what one of them refuses is refused to all. The state is that after these events.

        Sent again by the same actor under the same command id, it answers as it did. Raises what the decider refuses;
        Conflicting("try-again") where others were quicker six times, and Conflicting("edited-meanwhile") where the
        stream is at none of the context's versions; Invalid("idempotency-key-reused") where the id belongs to another
        command. `result` holds no secrets: it is stored.
        """
        stream = decider.stream(subject)
        by = self._asked(context, [stream], command)

        def decide() -> list[Change]:
            stands = self._state(decider, stream)
            changes = self._decide(decider, stream, stands, command, by)
            events = list(changes[0].events)
            for other, its_subject, further in also(decider.fold(events, stands[0]), events) if also and events else ():
                its_stream = other.stream(its_subject)
                changes += self._decide(other, its_stream, self._state(other, its_stream), further, by)
            return changes

        return self._executed(decide, by, beside, result)

    def execute_all(
        self, decider: Decider[Any, Any, Any], subjects: Iterable[str], command: Any, context: Context
    ) -> Executed:
        """Decides one command on each of several subjects, and stores all that was decided in one transaction.

        As `execute` does with one: what one of them refuses is refused to all. Nothing may be reserved by two of them.
        """
        streams = [decider.stream(subject) for subject in dict.fromkeys(subjects)]
        by = self._asked(context, streams, command)

        def decide() -> Iterator[Change]:
            for stream, history in self._histories(streams).items():
                time.sleep(0)  # others go on meanwhile
                yield from self._decide(decider, stream, self._fold(decider, stream, history), command, by)

        return self._executed(lambda: list(decide()), by)

    def _asked(self, context: Context, streams: Sequence[str], command: Any) -> Context:
        target = "\n".join(streams)
        by = _identified(context, f"{target}/{type(command).__name__}")
        _must_be_names(*streams, by.actor, by.command_id)
        return replace(by, fingerprint=by.fingerprint or self._fingerprint(target, command))

    def _executed(
        self,
        decide: Callable[[], list[Change]],
        by: Context,
        beside: Sequence[Executable] = (),
        result: Result | None = None,
    ) -> Executed:
        for attempt in range(TRIES):
            if attempt:
                time.sleep(random.uniform(0, 0.005 * 2**attempt))
            earlier = self._earlier(by)
            if earlier is not None:
                return earlier
            changes = decide()
            decided = (event for change in changes for event in change.events)
            events = [event for event in decided if not isinstance(event, Reserved | Released)]
            told = None if result is None else result(events)
            try:
                last, line = self._append(changes, by, told, beside)
            except Clash:
                self._appends.clashes += 1
                continue
            if self._on_commit is not None:
                self._on_commit()
            return Executed(self._position(last, line), tuple(events), told)
        raise Conflicting("try-again", changes[0].stream)

    def rehearse(self, decider: Decider[Any, Any, Any], subject: str, command: Any, context: Context) -> list[Any]:
        """The events that `execute` would store now, by the same decision and reservations; nothing is stored.

        Raises what they refuse.
        """
        stream = decider.stream(subject)
        by = _identified(context, f"{stream}/{type(command).__name__}")
        _must_be_names(stream, by.actor, by.command_id)
        return list(self._decide(decider, stream, self._state(decider, stream), command, by)[0].events)

    def fold(self, decider: Decider[Any, Any, Any], subject: str) -> Any:
        return self._state(decider, decider.stream(subject))[0]

    def version(self, decider: Decider[Any, Any, Any], subject: str) -> int:
        """The number of events in the stream; 0 where there is none."""
        stream = decider.stream(subject)
        last = self.store.last([stream]).get(stream)
        return 0 if last is None else self._recorded(last).version

    def holder_of(self, reservation_stream: str) -> str | None:
        """The stream that holds this reservation; None while it is free."""
        last = self.store.last([reservation_stream]).get(reservation_stream)
        return None if last is None else _holder(self._recorded(last))

    def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """A stream's events, with personal fields readable in `event`."""
        return self._readable([self._recorded(stored) for stored in self.store.read(stream, after)])

    def _histories(self, streams: Sequence[str]) -> Mapping[str, list[Recorded]]:
        """As `read`, of each, by one statement; without positions."""
        kept = tables.events.c
        wanted = select(kept.hash, kept.line).where(kept.stream.in_(streams)).order_by(kept.stream, kept.version)
        with self.reading() as db:
            found = [self._recorded(Stored(0, *row)) for row in db.execute(wanted)]
        histories: dict[str, list[Recorded]] = {stream: [] for stream in streams}
        for each in self._readable(found):
            histories[each.stream].append(each)
        return histories

    def _readable(self, found: list[Recorded]) -> list[Recorded]:
        keys = self._keys_to(found)
        return [readable(one, keys) for one in found]

    def _keys_to(self, found: Sequence[Recorded]) -> Mapping[str, bytes | None]:
        subjects = {subject for one in found if (subject := subject_of(registry.named(one.type), one.data)) is not None}
        return self._keys_of(subjects) if subjects else {}

    def forget(self) -> None:
        """What was read of personal fields is kept here no longer."""
        self._lately.forget()

    def read_all(self, after: int, limit: int = 1000) -> list[Recorded]:
        """Events by position, from `after` + 1 on; personal fields stay ciphertext."""
        found = self.store.read_all(after, limit)
        return [Recorded.of_end(self.source, each.position, each.hash, each.line) for each in found]

    def head(self) -> int:
        """The position of the last event; 0 in an empty log."""
        return self.store.head()

    def sequence(self) -> int | None:
        """Gives positions to committed events: how many; None where another is at it, and some may be left."""
        return self.store.sequence()

    def begin(self, *, durable: bool = True) -> AbstractContextManager[Connection]:
        """A transaction on the log's database, for tables beside the log. Nothing inside may wait or call execute.

        Not `durable`: for what may be done again after a power cut.
        """
        return self.store.begin(durable=durable)

    def reading(self) -> AbstractContextManager[Connection]:
        return self.store.reading()

    def settle(self) -> None:
        """Returns when all that was committed so far is on disk: before something is done outside because of it."""
        self.store.settle()

    def verify(self, page: int = 1000) -> Iterator[str]:
        """Walks the whole log; one sentence for each event that was changed, lost, slipped in or filed elsewhere."""
        return flaws(self.source, self.store, self.walk(page), page)

    def walk(self, page: int = 1000, after: int = 0) -> Iterator[Stored]:
        """All events by position; others are let in between two pages."""
        while after < self.head():
            found = self.store.read_all(after, page)
            yield from found
            after = found[-1].position if found else after + page  # a gap of more than a page is passed over
            time.sleep(0)

    def close(self) -> None:
        self.store.close()

    def _fingerprint(self, stream: str, command: Any) -> str:
        told = json.dumps([stream, command], default=_plain, sort_keys=True)
        return hmac.new(self._secret, told.encode(), hashlib.sha256).hexdigest()

    def _earlier(self, by: Context) -> Executed | None:
        done = self.store.command(by.actor, by.command_id)
        if done is None:
            return None
        if not hmac.compare_digest(done.fingerprint.encode(), by.fingerprint.encode()):
            raise Invalid("idempotency-key-reused", by.command_id)
        return Executed(self._position(done.event, ""), (), done.result, repeated=True)

    def _decide(
        self, decider: Decider[Any, Any, Any], stream: str, stands: tuple[Any, Head], command: Any, by: Context
    ) -> list[Change]:
        state, head = stands
        events = decider.decide(command, state, by)
        if by.versions is not None and head.version not in by.versions:
            raise Conflicting("edited-meanwhile")
        if not events:
            return [Change(stream, head, ())]
        held = self._held(decider.reserves(command), decider.releases(command, state), stream)
        return [Change(stream, head, events), *held]

    def _state(self, decider: Decider[Any, Any, Any], stream: str) -> tuple[Any, Head]:
        """What the stream folds to, and where it stands; from what it was folded to lately on, where that is known."""
        kept = self._lately.of(decider, stream, self._keys_of)
        found = self.store.read(stream, kept.head.version - 1 if kept else 0)
        if kept and (not found or found[0].hash != kept.head.hash):  # the log was put back
            kept, found = None, self.store.read(stream, 0)
        gained = [self._recorded(each) for each in (found[1:] if kept else found)]
        keys = self._keys_to(gained)
        state, head = self._fold(decider, stream, [readable(one, keys) for one in gained], kept)
        if gained or kept:
            self._lately.keep(stream, Folded(decider, state, head, {**keys, **kept.keys} if kept else keys))
        return state, head

    @staticmethod
    def _fold(
        decider: Decider[Any, Any, Any], stream: str, history: Sequence[Recorded], kept: Folded | None = None
    ) -> tuple[Any, Head]:
        unknown = next((one.type for one in history if one.event is None), None)
        if unknown is not None:
            raise LookupError(f"{stream} holds {unknown}, which this program does not know")
        head = Head(history[-1].version, history[-1].hash) if history else kept.head if kept else Head()
        return decider.fold([one.event for one in history], *([kept.state] if kept else [])), head

    def _held(self, reserves: Sequence[Reservation], releases: Sequence[str], holder: str) -> Iterator[Change]:
        """What the reservation streams gain: taken where free, given back where ours."""
        wanted = {one.stream: one for one in reserves}
        given_back = [stream for stream in releases if stream not in wanted]
        _must_be_names(*wanted, *given_back)
        last = {stream: self._recorded(row) for stream, row in self.store.last([*wanted, *given_back]).items()}
        heads = {stream: Head(one.version, one.hash) for stream, one in last.items()}
        holders = {stream: _holder(one) for stream, one in last.items()}
        for stream, reservation in wanted.items():
            if holders.get(stream) is None:
                gains = [Reserved(holder), Released(holder)] if reservation.passing else [Reserved(holder)]
                yield Change(stream, heads.get(stream, Head()), gains)
            elif holders[stream] != holder:
                raise Conflicting(reservation.taken, reservation.detail)
        for stream in given_back:
            if holders.get(stream) == holder:
                yield Change(stream, heads[stream], [Released(holder)])

    def _append(
        self, changes: Sequence[Change], by: Context, told: dict[str, Any] | None, beside: Sequence[Executable]
    ) -> tuple[int | None, str]:
        by, at, span = self._appends.begin(by)
        lines = sealed(self.source, changes, by, lambda subjects: self._keys_of(subjects, create=True))
        due, outbox = caused(self.source, self._effects, changes, lines) if self._effects is not None else ([], [])
        result = None if told is None else encode(told)
        row = CommandRow(by.actor, by.command_id, by.fingerprint, result, instant(by.at))
        rows = [row for own in lines for row in own]
        last = self.store.append(Append(rows, row, due, outbox, beside, durable=not is_derived()))
        self._appends.done(by, at, span, rows)
        self.together.keep(changes, lines)
        if due or outbox or beside:
            self.on_caused(None if beside else kinds_of(due, outbox))
        return last, rows[-1].line if rows else ""

    def _position(self, event: int | None, line: str) -> str:
        """Waits a little for the sequencer; where nothing was decided the log as it stands has been read."""
        if event is None:
            return f"{self.source}:{self.head()}"
        patience = time.monotonic() + PATIENCE
        while (position := self.store.position_of(event)) is None and time.monotonic() < patience:
            time.sleep(0.002)
        if position is None:
            return f"{self.source}:{json.loads(line)['id'] if line else UNPLACED}"
        return f"{self.source}:{position}"

    def _recorded(self, stored: Stored) -> Recorded:
        return Recorded.parse(self.source, stored.position, stored.hash, stored.line)

    def _keys_of(self, subjects: set[str], *, create: bool = False) -> Mapping[str, bytes | None]:
        if self._keys is None:
            raise RuntimeError(f"the log of {self.source} holds personal fields and was opened without keys")
        return self._keys.of(sorted(subjects), create=create)


def _identified(context: Context, target: str) -> Context:
    """The context with a command id of its own, also where it comes from an event's cause."""
    if not context.command_id and context.causation:
        context = context.follows(context.causation, context.actor.removeprefix("policy:"), target)
    correlation = context.correlation or context.command_id
    return replace(context, correlation=correlation, causation=context.causation or context.command_id)


def _holder(last: Recorded) -> str | None:
    return last.event.holder if isinstance(last.event, Reserved) else None


def _must_be_names(*names: str) -> None:
    for name in names:
        if not name or len(name) > LONGEST or not name.isprintable():
            raise Invalid("not-a-name", name[:40].encode("ascii", "backslashreplace").decode())


def _plain(value: Any) -> Any:
    """JSON for what a command may hold, the same in every process."""
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__qualname__, [getattr(value, field.name) for field in fields(value)]]
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else str(value)
