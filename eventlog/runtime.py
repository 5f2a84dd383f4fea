"""What runs for a service beside nameko's workers: its sequencer, relay, followers, deadlines and effects."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from nameko.extensions import SharedExtension

from eventlog.away import away
from eventlog.bell import Bell
from eventlog.broker import Inbox, Outlet
from eventlog.claims import Claims, Unshared
from eventlog.following import Follower, Following, OwnLog, Source
from eventlog.leading import Alone, Lead, Leadership
from eventlog.log import Log
from eventlog.pauses import Paused
from eventlog.reactions import Reactions
from eventlog.relay import KEEPING, Relay
from eventlog.remote import RemoteLog
from eventlog.sequencer import rest_after
from eventlog.supervision import RUNNING, STANDING_BY, Supervised

OFTEN = 1.0  # seconds between two heads, and the longest wait for a bell
GATHERING = 0.01  # seconds that a process manager lets events gather, where some came while it was at those before
SILENCE = 3.0  # seconds without a head, after which a follower asks
AGAIN = 0.05  # seconds until one looks again for what is due and another instance may be at


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Kernel(SharedExtension):
    """What the declarations of one service share: its log, its bells, its green threads."""

    def __init__(self) -> None:
        self.log: Log | None = None
        self.own: OwnLog | None = None  # the same, as those see it who follow it here
        self.committed = Bell()
        self.placed = Bell()  # rung when committed events have their positions
        self.caused = Bell()  # rung when something may be due, later or outside, that was not before
        self.supervised: list[Supervised] = []
        self.leadership: Leadership = Alone()
        self.claims: Claims = Unshared()
        self._threads: list[Any] = []

    @property
    def config(self) -> Mapping[str, Any]:
        config: Mapping[str, Any] = self.container.config
        return config

    @property
    def service(self) -> str:
        return str(self.container.service_name)

    @property
    def clock(self) -> Any:
        return self.config["EVENTLOG"].get("clock") or SystemClock()

    def must_log(self) -> Log:
        if self.log is None:
            raise TypeError(f"{self.service} declares no EventLog")
        return self.log

    def open(self, log: Log) -> None:
        """What the service does on this log it may do beside other instances of itself."""
        self.log = log
        self.own = OwnLog(log)
        log.on_caused = self.caused.ring
        neighbours = log.store.neighbours()
        if neighbours is not None:
            self.leadership, self.claims = neighbours.leases, neighbours.claims
            self.spawn("leases", neighbours.leases.beat_on)
            self.spawn("positions of other instances", partial(neighbours.hear, self._hear_of_others))

    def spawn_led(self, name: str, work: Callable[[Lead], None]) -> None:
        """One instance at a time does this work, the others stand by."""

        def led() -> None:
            supervised = next(each for each in self.supervised if each.name == f"{self.service}: {name}")
            supervised.state = STANDING_BY
            with self.leadership.leading(name) as lead:
                supervised.state = RUNNING
                work(lead)

        self.spawn(name, led)

    def spawn(self, name: str, work: Callable[[], None]) -> None:
        supervised = Supervised(f"{self.service}: {name}", work, lambda error: away(error, self.config))
        self.supervised = [*(each for each in self.supervised if each.name != supervised.name), supervised]
        self._threads.append(self.container.spawn_managed_thread(supervised.run, identifier=supervised.name))

    def publish(self) -> None:
        """Places what is committed, and publishes what is placed, from now on."""
        self.spawn("sequencer", self._sequence)
        self.spawn_led("relay", self._relay)

    def follow(self, follower: Follower) -> None:
        """The service's own log is followed directly, others by messages."""
        own = self.log is not None and follower.source == self.service
        work = self._follow_own if own else self._follow_other
        self.spawn_led(f"{follower.name} follows {follower.source}", partial(self._unless_paused, follower, work))

    def follow_again(self, follower: Follower) -> None:
        """Where it has stopped, and what stopped it was mended."""
        name = f"{self.service}: {follower.name} follows {follower.source}"
        if any(each.name == name and each.stopped for each in self.supervised):
            self.follow(follower)

    @contextmanager
    def source(self, name: str) -> Iterator[Source]:
        """The service's own log, or another's by RPC."""
        if self.log is not None and name == self.service:
            yield OwnLog(self.log)
        else:
            with RemoteLog(self.config, name) as log:
                yield log

    def when_due(
        self, kind: str, wait_for: Callable[[], datetime | None], carry_out: Callable[[], int], lead: Lead
    ) -> None:
        """Carries out what is due, and waits until something of the kind is, or may be."""
        listener = self.caused.listener({kind})
        while True:
            lead.must_hold()
            while (due := wait_for()) is not None and due <= self.clock.now() and carry_out():
                lead.must_hold()
                time.sleep(0)
            pause = OFTEN if due is None else (due - self.clock.now()).total_seconds()
            listener.wait(max(AGAIN, min(pause, OFTEN)))

    def rest(self) -> None:
        """Ends what goes on; as safe as when the process is killed."""
        while self._threads:
            self._threads.pop().kill()

    def stop(self) -> None:
        self.rest()
        if self.log is not None:
            self.log.close()

    kill = stop

    def _hear_of_others(self) -> None:
        """What another instance placed may have caused anything."""
        self.placed.ring()
        self.caused.ring()

    def _unless_paused(self, follower: Follower, work: Callable[[Follower, Lead], None], lead: Lead) -> None:
        while True:
            try:
                follower.checkpoint()  # before anything is opened for it
                work(follower, lead)
            except Paused:
                lead.must_hold()
                time.sleep(OFTEN)

    def _follow_own(self, follower: Follower, lead: Lead) -> None:
        listener = self.placed.listener(follower.types if isinstance(follower, Reactions) else None)
        following = Following(follower, self.own or OwnLog(self.must_log()))
        following.catch_up(is_told=True)
        while True:
            listener.wait(OFTEN)
            lead.must_hold()
            following.advance(is_told=True)
            if listener.rung and isinstance(follower, Reactions):
                time.sleep(GATHERING)

    def _follow_other(self, follower: Follower, lead: Lead) -> None:
        source, address = follower.source, self.config["AMQP_URI"]
        queue = f"{self.service}.{follower.name}"
        with RemoteLog(self.config, source) as log, Inbox(address, source, queue) as inbox:
            following = Following(follower, log, inbox.beat)
            following.catch_up()
            while True:
                messages = inbox.take(SILENCE)
                lead.must_hold()
                if messages:
                    following.take(messages)
                    inbox.acknowledge()
                else:
                    following.catch_up()

    def _sequence(self) -> None:
        log, listener = self.must_log(), self.committed.listener()
        own = self.own or OwnLog(log)
        ended = time.monotonic()
        while True:
            placed = log.sequence()
            self.placed.ring(own.news())
            before, ended = ended, time.monotonic()
            if listener.rung and placed:
                time.sleep(rest_after(placed, ended - before))
            listener.wait(0.02 if placed is None else OFTEN)

    def _relay(self, lead: Lead) -> None:
        outlet = Outlet(self.config["AMQP_URI"], self.service)
        own = self.own or OwnLog(self.must_log())
        relay, listener = Relay(self.must_log(), outlet, lead, own.read), self.placed.listener()
        announced = float("-inf")
        try:
            while True:
                lead.must_hold()
                relay.publish()
                if time.monotonic() - announced >= OFTEN:
                    relay.announce()
                    announced = time.monotonic()
                listener.wait(KEEPING if relay.is_ahead else announced + OFTEN - time.monotonic())
        finally:
            outlet.close()
