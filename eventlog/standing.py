"""How a service stands: its log, what goes on beside requests, how far followers are, and what waits for a hand."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, closing, suppress
from datetime import datetime
from typing import Any

from nameko.exceptions import RemoteError
from sqlalchemy import Connection, func, select

from eventlog import parked, pauses, replays
from eventlog.amqp import CarryOut, Deadline, Follow, ReadModels
from eventlog.checkpoints import Checkpoint, checkpoint
from eventlog.following import Tip
from eventlog.log import Log
from eventlog.recorded import Recorded, instant
from eventlog.refusal import Refused
from eventlog.remote import Remote
from eventlog.runtime import Kernel
from eventlog.tables import due, outbox, relay_cursor, unsequenced

PATIENCE = 1.0  # seconds for another service's answer: an operator rather reads that it is away

Told = dict[str, Any]


class Sources:
    """The logs that are followed, asked once each: where they end, and since when the next event waits."""

    def __init__(self, remote: Remote, own: Log | None, now: datetime) -> None:
        self._remote = remote
        self._own = own
        self._now = now
        self._tips: dict[str, Tip | None] = {}

    def tip(self, source: str) -> Tip | None:
        """None where the service is away."""
        if source not in self._tips:
            self._tips[source] = self._tip(source)
        return self._tips[source]

    def waiting(self, source: str, after: int) -> float | None:
        """Seconds since the event after this position was recorded."""
        if self._own is not None and source == self._own.source:
            page = self._own.read_all(after, 1)
        else:
            told = self._asked(source, "read_log", after, 1) or []
            page = [Recorded.parse(source, *each) for each in told]
        return max(0.0, (self._now - page[0].time).total_seconds()) if page else None

    def _tip(self, source: str) -> Tip | None:
        if self._own is not None and source == self._own.source:
            return Tip(self._own.incarnation, self._own.head())
        told = self._asked(source, "head")
        return None if told is None else Tip(told["incarnation"], told["position"])

    def _asked(self, service: str, method: str, *arguments: Any) -> Any:
        with suppress(Refused, RemoteError):
            return self._remote.call(service, method, *arguments)
        return None


def standing(kernel: Kernel, extensions: Iterable[Any], remote: Remote | None = None) -> Told:
    """Numbers are positions and counts, `lag` of events and `lag_seconds` of time; None where a source is away.

    Who asks again and again brings a `remote` that is kept: each connection leaves the broker a queue for minutes.
    """
    if remote is None:
        with closing(Remote(kernel.config, PATIENCE)) as passing:
            return standing(kernel, extensions, passing)
    own = list(extensions)
    sources = Sources(remote, kernel.log, kernel.clock.now())
    work = {each.name.partition(": ")[2]: each.state for each in kernel.supervised}
    models = [each for each in own if isinstance(each, ReadModels)]
    told = [_read_model(each, work, sources) for each in models]
    followers = [follower for each in told for follower in each.pop("followers")]
    reacting = [each.reactions for each in own if isinstance(each, Follow)]
    if reacting:
        with kernel.must_log().reading() as db:
            places = _places(db, [(each.name, each.source) for each in reacting])
        followers += [_follower(place, "process manager", None, work, sources) for place in places]
    return {
        "service": kernel.service,
        "log": None if kernel.log is None else _log(kernel.log),
        "work": [{"name": name, "state": state} for name, state in work.items()],
        "followers": sorted(followers, key=lambda each: str(each["id"])),
        "read_models": told,
        "due": _due(kernel) if any(isinstance(each, Deadline) for each in own) else None,
        "effects": [_effects(kernel.must_log(), each.outbox.kind) for each in own if isinstance(each, CarryOut)],
    }


def _log(log: Log) -> Told:
    with log.reading() as db:
        published = db.scalar(select(relay_cursor.c.position)) or 0
        sequenced = db.dialect.name == "postgresql"
        waiting = db.scalar(select(func.count()).select_from(unsequenced)) if sequenced else 0
    told = {"head": log.head(), "waiting_for_position": waiting, "published": published}
    return {"incarnation": log.incarnation, **told}


class Place:
    """A follower as its database tells it."""

    def __init__(self, db: Connection, follower: str, source: str) -> None:
        self.at: Checkpoint = checkpoint(db, follower, source)
        self.pause = pauses.listed(db).get((follower, source))
        self.parked = parked.counted(db).get((follower, source), (0, 0))


def _places(db: Connection, followers: Iterable[tuple[str, str]]) -> list[Place]:
    return [Place(db, *each) for each in followers]


def _read_model(models: ReadModels, work: Mapping[str, str], sources: Sources) -> Told:
    view = models.view
    reading: AbstractContextManager[Connection] = view.reader.begin()
    with reading as db:
        places = _places(db, [(view.model.name, source) for source in view.model.sources])
        past = replays.listed(db)
    rebuilding = next((each for each in past if (each.purpose, each.state) == (replays.REBUILD, "running")), None)
    return {
        "name": view.model.name,
        "generation": view.reader.generation(),
        "sources": list(view.model.sources),
        "replays": [_replay(each) for each in past],
        "followers": [_follower(each, "read model", rebuilding, work, sources) for each in places],
    }


def _replay(replay: replays.Replay) -> Told:
    told = {**vars(replay)}
    ended = None if replay.ended_at is None else instant(replay.ended_at)
    return told | {"began_at": instant(replay.began_at), "ended_at": ended}


def _follower(
    place: Place, kind: str, rebuilding: replays.Replay | None, work: Mapping[str, str], sources: Sources
) -> Told:
    at, tip = place.at, sources.tip(place.at.source)
    lag = None if tip is None else max(tip.position - at.position, 0)
    state, detail = _state(place, tip, work.get(f"{at.follower} follows {at.source}", ""))
    if rebuilding is not None:
        state, detail = "rebuilding", f"{rebuilding.applied} of {rebuilding.goal}"
    return {
        "id": f"{at.follower}/{at.source}",
        "source": at.source,
        "kind": kind,
        "state": state,
        "detail": detail,
        "position": at.position,
        "head": None if tip is None else tip.position,
        "lag": lag,
        "lag_seconds": sources.waiting(at.source, at.position) if lag else lag,
        "paused_at": None if place.pause is None else instant(place.pause.at),
        "paused_by": None if place.pause is None else place.pause.by,
        "parked": place.parked[0],
        "parked_events": place.parked[1],
    }


def _state(place: Place, tip: Tip | None, work: str) -> tuple[str, str]:
    if work.startswith("stopped"):
        return "stopped", work.removeprefix("stopped: ")
    if tip is not None and place.at.incarnation not in ("", tip.incarnation):
        return "stopped", f"it followed incarnation {place.at.incarnation}, which now is {tip.incarnation}"
    if place.pause is not None:
        return "paused", f"by {place.pause.by} since {place.pause.at:%Y-%m-%d %H:%M:%S}Z"
    return "running", work if work.startswith("waiting") else ""


def _due(kernel: Kernel) -> Told:
    """Commands to be given later; how long the oldest that is due has waited."""
    open_ = due.c.fired_at.is_(None)
    now = kernel.clock.now()
    with kernel.must_log().reading() as db:
        waiting = db.execute(select(func.count(), func.min(due.c.at)).where(open_, due.c.parked_at.is_(None))).one()
        given_up = db.scalar(select(func.count()).where(open_, due.c.parked_at.is_not(None)))
    late = 0.0 if waiting[1] is None else max(0.0, (now - waiting[1]).total_seconds())
    return {"waiting": waiting[0], "late_seconds": late, "parked": given_up}


def _effects(log: Log, kind: str) -> Told:
    open_ = (outbox.c.kind == kind) & outbox.c.done_at.is_(None)
    with log.reading() as db:
        waiting = db.scalar(select(func.count()).where(open_, outbox.c.parked_at.is_(None)))
        given_up = db.scalar(select(func.count()).where(open_, outbox.c.parked_at.is_not(None)))
    return {"kind": kind, "waiting": waiting, "parked": given_up}
