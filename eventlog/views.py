"""A read model at its place: built, fed from its sources in whole batches, and its parked streams tried again."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, insert, select
from sqlalchemy.exc import IntegrityError, ProgrammingError

from eventlog import observing, parked, replays, tables
from eventlog.batches import Look
from eventlog.checkpoints import AT, HELD, MOVE, Checkpoint, begin, checkpoint, moved
from eventlog.following import following_on, pages, tried
from eventlog.generations import generations
from eventlog.parked import IS_ANY_PARKED, ParkedStream, park, pass_over, told
from eventlog.pauses import IS_PAUSED, must_not_be_paused
from eventlog.personal import Keys, revealed, subject_of
from eventlog.projection import Rows
from eventlog.reading import Reader, ReadModel
from eventlog.recorded import Recorded, event_of
from eventlog.refusal import Unavailable
from eventlog.schema import EventSchema, registry

# One row a generation: what its tables were built for.
built_for = Table("built_for", MetaData(), Column("fingerprint", Text, primary_key=True))
STANDING = select(select(built_for.c.fingerprint).scalar_subquery(), IS_PAUSED, IS_ANY_PARKED, *AT)
UNIQUE_VIOLATION = "23505"  # of PostgreSQL's appendix A, Error Codes
KEPT_BESIDE = [tables.checkpoints, tables.pauses, tables.parked, tables.passed_over, replays.replays, built_for]


class View:
    """All generations of a read model; `number` 0 means whichever is live. `keys` open what its projections reveal."""

    def __init__(self, model: ReadModel, url: str, keys: Keys | None = None) -> None:
        self.model = model
        self.url = url
        self.generations = generations(model.name, url)
        self.reader = Reader(model.name, url)
        self._fingerprint = model.fingerprint()
        self._keys = keys
        self._handlers = {source: model.handlers(source) for source in model.sources}
        self._revealed = {source: model.revealed(source) for source in model.sources}

    def prepare(self) -> bool:
        """Builds the first generation; False where the live one was built for other projections: rebuild it."""
        if not self.generations.live():
            self.generations.switch(self.create(), lambda live, _: live is None)
        self._complete()
        self.generations.drop_old()
        return self.fits()

    def fits(self) -> bool:
        """Whether the live generation was built for these projections."""
        with self.reader.begin() as db:
            return db.scalar(select(built_for.c.fingerprint)) == self._fingerprint

    def must_be_built_for(self, fingerprint: str) -> None:
        """The program that took this one's place, or is about to, has rows of its own there."""
        if fingerprint != self._fingerprint:
            raise Unavailable("read-model-of-another-program", self.model.name)

    def _complete(self) -> None:
        """What is kept beside may have become more since the live generation was made."""
        with suppress(ProgrammingError), self.generations.writing() as db:  # another instance was quicker
            for table in KEPT_BESIDE:
                table.create(db, checkfirst=True)

    def clean(self) -> None:
        """What was deleted of the personal fields that it shows leaves its files, and their keys its memory."""
        self._forget_keys()
        self.generations.drop_old(0)
        shown = [table for each in self.model.projections if each.reveals for table in each.tables]
        self.generations.clean(shown)

    def _forget_keys(self) -> None:
        getattr(self._keys, "forget", lambda: None)()

    def create(self) -> int:
        """A new generation that has seen nothing, nor anything of whose key was destroyed meanwhile."""
        self._forget_keys()
        number = self.generations.create([*self.model.tables, *KEPT_BESIDE])
        with self.generations.writing(number) as db:
            db.execute(insert(built_for).values(fingerprint=self._fingerprint))
            for source in self.model.sources:
                begin(db, self.model.name, source)
        return number

    def feed(self, source: str, number: int = 0) -> "Feed":
        return Feed(self, source, number)

    def parked(self) -> list[ParkedStream]:
        with self.reader.begin() as db:
            return parked.listed(db)

    def retry(self, source: str, stream: str) -> int:
        """Applies what is parked of the stream, one by one; how many. Raises what the first one that fails raises."""
        done = 0
        while (failing := self._first_parked(source, stream)) is not None:
            try:
                self._apply_parked(failing)
            except Exception as error:
                with self.generations.writing() as db:
                    parked.failed_again(db, self.model.name, failing, told(error))
                raise
            done += 1
        return done

    def skip(self, source: str, stream: str, reason: str) -> int:
        """Leaves the event that failed out for good, and tries those behind it; how many of these are applied."""
        failing = self._first_parked(source, stream)
        if failing is not None:
            with self.generations.writing() as db:
                parked.applied(db, self.model.name, failing)
                pass_over(db, self.model.name, failing, reason)
        return self.retry(source, stream)

    def _first_parked(self, source: str, stream: str) -> Recorded | None:
        with self.reader.begin() as db:
            return parked.first_of(db, self.model.name, source, stream)

    def _apply_parked(self, recorded: Recorded) -> None:
        (recorded,) = self.readable(recorded.source, [recorded])
        with self.generations.writing() as db:
            checkpoint(db, self.model.name, recorded.source, hold=True)  # nothing is parked behind it meanwhile
            if not parked.applied(db, self.model.name, recorded):
                return
            rows = self.rows(db)
            self.project(rows, recorded.source, [recorded])
            rows.flush()

    def readable(self, source: str, events: Sequence[Recorded]) -> Sequence[Recorded]:
        """With the personal fields shown that its projections reveal; raises Unavailable while their keys are away."""
        revealed_types = self._revealed[source]
        if self._keys is None or not revealed_types:
            return events
        events = list(events)  # a page's are made each time that it is gone through
        shown = [each for each in events if each.type in revealed_types and each.given is None]
        if not shown:
            return events
        schemas = {each.id: registry.named(each.type) for each in shown}
        subjects = {subject for each in shown if (subject := subject_of(schemas[each.id], each.data)) is not None}
        keys = self._keys.of(sorted(subjects))
        return [_revealed(each, schemas.get(each.id), keys) for each in events]

    def rows(self, db: Connection, new: Collection[str] = ()) -> Rows:
        """`new`: the names of tables that hold no row yet which a batch will put again, as far as is known."""
        return Rows(db, self.model.tables, new)

    def project(self, rows: Rows, source: str, events: Iterable[Recorded]) -> None:
        """Raises schema.UnknownVersion where an event that it handles is newer than this program."""
        handlers = self._handlers[source]
        for recorded in events:
            for handle in handlers.get(recorded.type, ()):
                handle(rows, recorded.event, recorded)

    def close(self) -> None:
        self.reader.close()
        self.generations.close()


def _revealed(recorded: Recorded, schema: EventSchema | None, keys: Mapping[str, bytes | None]) -> Recorded:
    if schema is None or not schema.personal:
        return recorded
    return replace(recorded, given=event_of(recorded, revealed(schema, recorded.data, keys)))


def _holding_its_key(refused: IntegrityError) -> str:
    """The name of the table in which PostgreSQL found a row with the key of one that was put."""
    taken = refused.orig
    return str(taken.diag.table_name) if getattr(taken, "pgcode", "") == UNIQUE_VIOLATION else ""  # type: ignore[union-attr]


class Feed:
    """A read model as the follower of one of its sources: a batch is one transaction."""

    def __init__(self, view: View, source: str, number: int = 0) -> None:
        self.name = view.model.name
        self.source = source
        self._view = view
        self._number = number
        self._look = Look(HELD, STANDING, {"of_follower": self.name, "of_source": self.source})
        self._new = {table.name for table in view.model.tables} if number else set()
        self._is_sent_beside = number > 0 and not view.url.startswith("sqlite:")

    def checkpoint(self) -> Checkpoint:
        """Raises Paused where the follower of the live generation is."""
        with self._view.generations.applying(self._look, self._number) as batch:
            return self._must_go_on(batch.found)[0]

    def apply(self, events: Sequence[Recorded], incarnation: str) -> int:
        with suppress(Exception):  # what is wrong with which of them shows one by one
            return self._apply(events, incarnation)
        if len(smaller := list(pages(events))) > 1:
            return max(self.apply(page, incarnation) for page in smaller)
        return max(self._apply_or_park(recorded, incarnation) for recorded in events)

    def _apply_or_park(self, recorded: Recorded, incarnation: str) -> int:
        error = tried(lambda: self._apply([recorded], incarnation))
        if error is not None:
            observing.parked(self.name, recorded, error)
        return self._apply([recorded], incarnation, "" if error is None else told(error))

    def _apply(self, events: Sequence[Recorded], incarnation: str, error: str = "") -> int:
        """With an `error`, the one event is parked instead.

        Into a new generation's tables rows are put without a look for those that they may replace: of what a row costs
        the server this is a quarter. The first that is there tells, and from then on its table is looked through.
        """
        while True:
            try:
                return self._apply_whole(events, incarnation, error)
            except IntegrityError as refused:
                table = _holding_its_key(refused)
                if table not in self._new:
                    raise
                self._new.remove(table)

    def _apply_whole(self, events: Sequence[Recorded], incarnation: str, error: str) -> int:
        if not error:
            events = self._view.readable(self.source, events)
        with self._view.generations.applying(self._look, self._number) as batch:  # what a crash takes is read again
            db = batch.db
            at, is_any_parked = self._must_go_on(batch.found)
            at.must_be_of(incarnation)
            run = following_on(events, at.position)
            if not run:
                return at.position
            held = parked.streams(db, self.name, self.source) if is_any_parked else ()
            with self._view.rows(db, self._new) as rows:
                self._project(rows, run, held, error)
                rows.flush(batch)
            batch.end_with(MOVE, moved(at.after(run[-1], incarnation)))
        return run[-1].position

    def _project(self, rows: Rows, run: Sequence[Recorded], held: Collection[str], error: str) -> None:
        """While a server writes the rows of one page, the next one is gone through."""
        for number, page in enumerate(pages(run) if self._is_sent_beside else (run,)):
            if number:
                rows.send()
            self._view.project(rows, self.source, self._but_parked(rows, page, held, error) if error or held else page)

    def _but_parked(self, rows: Rows, run: Sequence[Recorded], held: Collection[str], error: str) -> Iterator[Recorded]:
        for recorded in run:
            if error or recorded.stream in held:
                park(rows.db, self.name, recorded, error)
            else:
                yield recorded

    def _must_go_on(self, found: tuple[Any, ...]) -> tuple[Checkpoint, bool]:
        """How far it is, and whether streams are parked; raises where anything keeps it from going on."""
        built, is_paused, is_any_parked, incarnation, position, event = found
        if not self._number:
            self._view.must_be_built_for(built)
            must_not_be_paused(is_paused, self.name, self.source)
        return Checkpoint(self.name, self.source, incarnation or "", position or 0, event or ""), bool(is_any_parked)
