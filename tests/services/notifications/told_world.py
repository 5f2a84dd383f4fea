"""Notifications without threads and messages: each step by hand, in any order, and broken off or interrupted anywhere.

The methods of the service, its deciders, policies and read models are the real ones; the log lies in memory.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection

from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.log import Log
from eventlog.projection import apply
from eventlog.recorded import Recorded
from eventlog.store import Append, Clash, Done, DueRow, Stored
from eventlog.testing import Keyring, project, recorded
from services.billing.events import EntitlementEnded, EntitlementGranted
from services.notifications import policies
from services.notifications.deciders.inbox import MarkRead, inbox
from services.notifications.deciders.preferences import OptOut, SetPreferences, preferences
from services.notifications.deciders.preferences_state import Preferences, Ways
from services.notifications.events import NoticeAddressed, NoticeAnnounced
from services.notifications.policies.notice import Notice
from services.notifications.projections import PROJECTIONS
from services.notifications.projections import inbox as view
from services.notifications.service import DUE
from services.notifications.service.announcing import Announcing
from services.notifications.service.digests import Digests
from services.notifications.service.inbox import Inbox

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
REPOSITORY, DATABASE = "acme/db-team", "db"
WHEN_DUE = {name: command for each in DUE for name, command in each.items()}
SHOWN = [each for each in PROJECTIONS if each.source in ("notifications", "billing", "identity")]


class Broken(Exception):
    """The process was killed here."""


class Memory:
    """A log's store in memory."""

    incarnation = "memory"

    def __init__(self, before: Callable[[], None]) -> None:
        self._before = before
        self._rows: list[tuple[str, int, Stored]] = []
        self._commands: dict[tuple[str, str], Done] = {}
        self.due: list[DueRow] = []
        self.outbox: dict[tuple[str, str], dict[str, Any]] = {}

    def append(self, append: Append) -> int | None:
        self._before()
        taken = {(stream, version) for stream, version, _ in self._rows}
        key = (append.command.account, append.command.id)
        if key in self._commands or any((each.stream, each.version) in taken for each in append.events):
            raise Clash
        for each in append.events:
            place = len(self._rows) + 1
            self._rows.append((each.stream, each.version, Stored(place, each.hash, each.line)))
        last = len(self._rows) if append.events else None
        self._commands[key] = Done(append.command.fingerprint, None, last)
        self.due += append.due
        for row in append.outbox:
            self.outbox.setdefault((row.kind, row.key), row._asdict())
        return last

    def read(self, stream: str, after: int = 0) -> list[Stored]:
        return [stored for of, version, stored in self._rows if of == stream and version > after]

    def last(self, streams: Sequence[str]) -> dict[str, Stored]:
        return {each: self.read(each)[-1] for each in streams if self.read(each)}

    def read_all(self, after: int, limit: int) -> list[Stored]:
        return [stored for _, _, stored in self._rows[after : after + limit]]

    def head(self) -> int:
        return len(self._rows)

    def command(self, account: str, command_id: str) -> Done | None:
        return self._commands.get((account, command_id))

    def position_of(self, event: int) -> int:
        return event


class Views:
    """Behind every log until somebody waits for them, or says that they catch up."""

    def __init__(self, logs: dict[str, Callable[[], Sequence[Recorded]]], before: Callable[[], None]) -> None:
        self._logs, self._before = logs, before
        self._at = dict.fromkeys(logs, 0)
        self.rebuild()

    def rebuild(self) -> None:
        """The new generation serves once it is where the old one was."""
        at = self._at
        self._db, self._at = project(SHOWN, []), dict.fromkeys(at, 0)
        for source, position in at.items():
            self.catch_up(source, position)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        self._before()
        yield self._db

    def wait_for(self, position: str, at_most: float = 1.0) -> bool:
        self._before()
        source, _, place = position.partition(":")
        if source in self._logs:
            self.catch_up(source, int(place))
        return True

    def catch_up(self, source: str, until: int) -> None:
        events = self._logs[source]()[self._at[source] : until]
        apply([each for each in SHOWN if each.source == source], self._db, events)
        self._at[source] = max(self._at[source], until)


class Service(Announcing, Digests, Inbox):
    heads = SimpleNamespace(of=lambda source: 0)


class World:
    def __init__(self, people: Sequence[str]) -> None:
        self.people, self.now = people, START
        self.releases: list[tuple[Notice, Context]] = []
        self.grants: list[Recorded] = []
        self.heard = {"catalog": 0, "billing": 0}
        self.fired: list[DueRow] = []
        self.sent: Counter[tuple[str, str]] = Counter()  # letters by account and notice
        self.done: set[tuple[str, str]] = set()
        self.ways: list[tuple[datetime, str, str, Ways]] = []  # since when, whose, of which kind
        self.were_read: set[tuple[str, str]] = set()
        self._commands, self._calls, self._plan = 0, 0, {}  # type: ignore[var-annotated]
        self.store = Memory(self._called)
        self.log = Log("notifications", self.store, keys=None, secret=b"", effects=policies.effects)  # type: ignore[arg-type]
        logs = {"notifications": lambda: self.log.read_all(0, 10**6), "billing": lambda: self.grants}
        self.views = Views(logs, self._called)
        self.service = Service()
        told = {"log": self.log, "views": self.views, "keys": Keyring()}
        told["clock"] = SimpleNamespace(now=lambda: self.now)
        began = self.now
        vars(self.service).update(told, _began=lambda: began)

    def _called(self) -> None:
        """Of the log and the views: where a plan says so, something else happens first, or the process is killed."""
        self._calls += 1
        step = self._plan.pop(self._calls, None)
        if step == "killed":
            raise Broken
        if step is not None:
            self.take(step)

    def take(self, step: tuple[Any, ...]) -> None:
        self.now += timedelta(seconds=1)
        name, *told = step
        getattr(self, name)(*told)

    def while_(self, step: tuple[Any, ...], call: int, other: Any) -> None:
        """The step, before whose so-many-th call of the log or the views another is taken, or it is killed."""
        self._calls, self._plan = 0, {call: other}
        try:
            self.take(step)
        except Broken:
            pass
        finally:
            self._plan = {}

    def release(self, kind: str) -> None:
        id = f"fact-{len(self.releases)}"
        notice = Notice(f"{id}.{kind}", kind, DATABASE, self.now, (f"users:{REPOSITORY}",))
        self.releases.append((notice, Context("", "policy:catalog", self.now, causation=id)))

    def grant(self, who: int) -> None:
        self._bill(EntitlementGranted(self.people[who], REPOSITORY, DATABASE, "team", None, "subscription", ""))

    def end(self, who: int) -> None:
        self._bill(EntitlementEnded(self.people[who], REPOSITORY, DATABASE, "team", "cancelled"))

    def _bill(self, event: Any) -> None:
        self.grants.append(recorded(event, f"entitlement-{event.holder}", len(self.grants) + 1, at=self.now))

    def hear(self, source: str) -> None:
        """What this follower hears next; broken off, it is heard again."""
        at = self.heard[source]
        if at < len(self.releases if source == "catalog" else self.grants):
            self.hear_again(source, at)
            self.heard[source] = at + 1

    def hear_again(self, source: str, number: int) -> None:
        if number >= len(self.releases if source == "catalog" else self.grants):
            return
        if source == "catalog":
            self.service._announce(*self.releases[number])
        elif isinstance(self.grants[number].event, EntitlementGranted):
            self.service._tell_late(REPOSITORY, self.grants[number].event.holder, self.grants[number])

    def see(self, source: str) -> None:
        self.views.catch_up(source, len(self.grants) if source == "billing" else self.log.head())

    def rebuild(self) -> None:
        self.views.rebuild()

    def choose(self, who: int, kind: str, page: bool, mail: str) -> None:
        self._do(preferences, who, SetPreferences(self.people[who], {kind: {"page": page, "mail": mail}}))
        self._note(who, kind)

    def rest(self, who: int, start: str, end: str) -> None:
        asked = {"quiet_from": start, "quiet_until": end, "zone": "Europe/Berlin"}
        self._do(preferences, who, SetPreferences(self.people[who], delivery=asked))

    def opt_out(self, who: int, kind: str) -> None:
        self._do(preferences, who, OptOut(self.people[who], kind))
        self._note(who, kind)

    def _note(self, who: int, kind: str) -> None:
        self.ways.append((self.now, self.people[who], kind, self.service._preferences_of(self.people[who]).ways(kind)))

    def read(self, who: int, number: int) -> None:
        if number < len(self.releases):
            notice = self.releases[number][0].id
            self._do(inbox, who, MarkRead(self.people[who], (notice,)))
            self.were_read.add((self.people[who], notice))

    def _do(self, decider: Any, who: int, command: Any) -> None:
        self._commands += 1
        self.log.execute(decider, self.people[who], command, self._by(self.people[who]))

    def _by(self, actor: str) -> Context:
        return Context(f"command-{self._commands}", actor, self.now)

    def later(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def fire(self) -> None:
        """All that is due by now; a deadline that is broken off is fired again."""
        for row in sorted(self.store.due, key=lambda each: (each.at, each.id)):
            if row not in self.fired and datetime.fromisoformat(row.at) <= self.now:
                self._fire(row)
                self.fired.append(row)

    def fire_again(self) -> None:
        for row in list(self.fired):
            self._fire(row)

    def _fire(self, row: DueRow) -> None:
        told = json.loads(row.arguments)
        at = datetime.fromisoformat(row.at)
        WHEN_DUE[row.name](self.service, Fired(row.name, at, row.subject, told, id=row.id, fired_at=self.now))

    def send(self) -> None:
        """Letters, each once, to who wants them when they go out."""
        for key, row in list(self.store.outbox.items()):
            if key not in self.done and key[0] in ("mail", "digest"):
                self.done.add(key)
                self._send(json.loads(row["arguments"]))

    def _send(self, told: dict[str, Any]) -> None:
        account = told["account"]
        person = self.service._preferences_of(account)
        notices = (
            (told["announcement"],)
            if "announcement" in told
            else self.service._notices_of_digest(account, told["digest"])
        )
        for notice in notices:
            if person.wants_mail(notice.partition(".")[2]):
                self.sent[account, notice] += 1

    def settle(self) -> None:
        """Everything is heard, and time goes on until nothing waits."""
        for source in ("catalog", "billing"):
            while self.heard[source] < len(self.releases if source == "catalog" else self.grants):
                self.take(("hear", source))
        for _ in range(9):
            for step in (("later", 24), ("fire",), ("send",)):
                self.take(step)
        self.see("notifications")

    def addressed(self) -> Counter[tuple[str, str]]:
        """How often each person was addressed with each notice."""
        told = [each.event for each in self.log.read_all(0, 10**6) if isinstance(each.event, NoticeAddressed)]
        return Counter((one.account, each.announcement) for each in told for one in each.recipients)

    def announced(self) -> dict[str, datetime]:
        told = (each.event for each in self.log.read_all(0, 10**6))
        return {each.announcement: each.at for each in told if isinstance(each, NoticeAnnounced)}

    def ways_since(self, who: str, kind: str, at: datetime) -> list[Ways]:
        """Those that held then, and those that were chosen after."""
        theirs = [(since, ways) for since, of, what, ways in self.ways if (of, what) == (who, kind)]
        before = [ways for since, ways in theirs if since <= at]
        return [(before or [Preferences().ways(kind)])[-1], *(ways for since, ways in theirs if since > at)]

    def had_right(self, who: str, at: datetime) -> bool | None:
        """None: it had ended, which may not have been heard by then."""
        before = [each.event for each in self.grants if each.event.holder == who and each.time <= at]
        if before and isinstance(before[-1], EntitlementGranted):
            return True
        return None if before else False

    def shown(self, who: str) -> set[str]:
        with self.views.begin() as db:
            return {row["announcement"] for row in view.page(db, who, view.Asked(), None, 1000)}
