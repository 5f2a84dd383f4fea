"""A process manager as a follower: what it does because of an event is a transaction of its own, then it moves on."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from eventlog import observing, parked, pauses
from eventlog.checkpoints import AT, Checkpoint, advance, checkpoint
from eventlog.following import following_on, tried
from eventlog.log import Log
from eventlog.parked import IS_ANY_PARKED, ParkedStream, park, pass_over, told
from eventlog.recorded import Recorded
from eventlog.refusal import Refused, Unavailable
from eventlog.schema import registry
from eventlog.store import Move

React = Callable[[Any, Recorded], None]
STANDING = select(pauses.IS_PAUSED, IS_ANY_PARKED, *AT)


class Reactions:
    """`name` names the process manager; where `types` is None it follows every type that this program knows."""

    def __init__(self, name: str, source: str, log: Log, react: React, types: frozenset[str] | None = None) -> None:
        self.name = name
        self.source = source
        self._log = log
        self._react = react
        self.types = types

    def checkpoint(self) -> Checkpoint:
        """Raises Paused where the follower is."""
        return self._standing()[0]

    def apply(self, events: Sequence[Recorded], incarnation: str) -> int:
        at, held = self._standing()
        at.must_be_of(incarnation)
        run = following_on(events, at.position)
        for recorded in run:
            if self._follows(recorded):
                at = at.after(recorded, incarnation)
                if recorded.stream not in held or not self._parked_behind(recorded, at):
                    held |= self._react_and_move(recorded, at)
        if run and run[-1].position > at.position:  # the types at the end that it does not follow
            at = at.after(run[-1], incarnation)
            self._move(at)
        return at.position

    def parked(self) -> list[ParkedStream]:
        with self._log.reading() as db:
            return [each for each in parked.listed(db) if (each.follower, each.source) == (self.name, self.source)]

    def retry(self, stream: str) -> int:
        """Reacts to what is parked of the stream, one by one; how many. Raises what the first one that fails raises."""
        done = 0
        while (failing := self._first_parked(stream)) is not None:
            try:
                refusal = self._reacted(failing)
            except Exception as error:
                with self._log.begin() as db:
                    parked.failed_again(db, self.name, failing, told(error))
                raise
            self._settle(failing, refusal)
            done += 1
        return done

    def skip(self, stream: str, reason: str) -> int:
        """Leaves the event that failed out for good, and reacts to those behind it; how many."""
        failing = self._first_parked(stream)
        if failing is not None:
            self._settle(failing, reason)
        return self.retry(stream)

    def _standing(self) -> tuple[Checkpoint, set[str]]:
        """How far it is, and which streams are parked; raises Paused where it is."""
        with self._log.reading() as db:
            found = db.execute(STANDING, {"of_follower": self.name, "of_source": self.source}).one()
            is_paused, is_any_parked, incarnation, position, event = found
            pauses.must_not_be_paused(is_paused, self.name, self.source)
            held = parked.streams(db, self.name, self.source) if is_any_parked else set()
        return Checkpoint(self.name, self.source, incarnation or "", position or 0, event or ""), held

    def _follows(self, recorded: Recorded) -> bool:
        return registry.named(recorded.type) is not None if self.types is None else recorded.type in self.types

    def _react_and_move(self, recorded: Recorded, to: Checkpoint) -> set[str]:
        """The stream, where it is parked from now on; raises Paused once the event is done with."""
        refusals: list[str] = []
        error = tried(lambda: refusals.append(self._reacted(recorded)))
        if error is not None:
            observing.parked(self.name, recorded, error)
        refused = "" if error is not None else refusals[-1]
        is_there, is_paused = (False, False) if error is not None or refused else self._log.store.move(_moved(to))
        if not is_there:
            is_paused = self._note_and_move(recorded, to, error, refused)
        pauses.must_not_be_paused(is_paused, self.name, self.source)
        return set() if error is None else {recorded.stream}

    def _note_and_move(self, recorded: Recorded, to: Checkpoint, error: BaseException | None, refused: str) -> bool:
        """Whether it is paused."""
        with self._log.begin(durable=False) as db:  # repeated, its commands are known by their ids
            if error is not None:
                park(db, self.name, recorded, told(error))
            elif refused:
                pass_over(db, self.name, recorded, refused)
            advance(db, to)
            return pauses.is_paused(db, self.name, self.source)

    def _parked_behind(self, recorded: Recorded, to: Checkpoint) -> bool:
        """False where nothing of its stream is parked any more: an operator tried it again meanwhile."""
        with self._log.begin(durable=False) as db:
            self._hold(db)
            if recorded.stream not in parked.streams(db, self.name, self.source):
                return False
            park(db, self.name, recorded, "")
            advance(db, to)
        return True

    def _hold(self, db: Connection) -> None:
        """Until the transaction ends nobody else parks or moves on."""
        checkpoint(db, self.name, self.source, hold=True)

    def _reacted(self, recorded: Recorded) -> str:
        """Empty, or how what it wanted was refused: that is an answer, and trying again is of no use."""
        try:
            self._react(recorded.event, recorded)
        except Unavailable:
            raise
        except Refused as refused:
            if refused.code == "try-again":  # the log was too busy: not an answer
                raise
            return f"refused {refused}"
        return ""

    def _first_parked(self, stream: str) -> Recorded | None:
        with self._log.reading() as db:
            return parked.first_of(db, self.name, self.source, stream)

    def _settle(self, recorded: Recorded, reason: str) -> None:
        with self._log.begin() as db:
            self._hold(db)
            parked.applied(db, self.name, recorded)
            if reason:
                pass_over(db, self.name, recorded, reason)

    def _move(self, to: Checkpoint) -> None:
        is_there, _ = self._log.store.move(_moved(to))
        if not is_there:
            with self._log.begin(durable=False) as db:
                advance(db, to)


def _moved(to: Checkpoint) -> Move:
    return Move(to.incarnation, to.position, to.event, to.follower, to.source)
