"""Support's methods on a real log and the stand-in for TSANet, in one thread; what is due happens as a test says."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from eventlog.decider import Context
from eventlog.generations import create_tables
from eventlog.log import open_log
from eventlog.outbox import Outbox
from eventlog.projection import apply
from eventlog.testing import Keyring
from services.support import policies
from services.support.adapters.tsanet import link_of
from services.support.deciders.handover import Command, RequestHandover, handover
from services.support.deciders.handover_state import Handover
from services.support.deciders.ticket import OpenTicket, ticket
from services.support.deciders.ticket_state import Ticket
from services.support.events import Entitlement
from services.support.policies.tsanet import LANES
from services.support.projections import handovers, tickets
from services.support.service.asking_to_erase import AskingToErase
from services.support.settings import Settings
from tests.controls.support import ADA, SAM
from tests.parts.tsanet import SERIAL, StandIn

BETA = "partner:Beta Storage"
TABLES = (handovers.projection, tickets.projection)


class Views:
    """The read models, as far as `settled` has brought them."""

    def __init__(self) -> None:
        self.db = create_engine("sqlite://", poolclass=StaticPool).connect()
        create_tables(self.db, [table for each in TABLES for table in each.tables])

    def wait_for(self, position: str, at_most: float = 1.0) -> bool:
        return True

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        yield self.db


@dataclass
class Time:
    at: datetime = datetime(2026, 3, 2, 13, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class World:
    def __init__(self, folder: Path, peer: StandIn) -> None:
        self.peer, self.commands, self.time, self.read = peer, itertools.count(), Time(), 0
        self.log = open_log(
            "support", f"sqlite:///{folder}/log.db", keys=Keyring(), secret=b"secret", effects=policies.effects
        )
        self.settings = Settings.load({**peer.settings, "CHANDLERY_DATA": str(folder)})
        self.service = AskingToErase()
        self.views = Views()
        told = {"log": self.log, "views": self.views, "clock": self.time, "settings": self.settings}
        self.link = link_of(self.settings)
        vars(self.service).update(**told, link=self.link)
        self.lanes = [Outbox(self.log, lane, self.service.tell_tsanet, self.time.now) for lane in LANES]

    def by(self, actor: str, *roles: str) -> Context:
        id = f"command-{next(self.commands)}"
        return Context(id, actor, self.time.at, frozenset(roles), fingerprint=id)

    @property
    def staff(self) -> dict[str, Any]:
        return self.by(SAM, "support").dump()

    def open(self, description: str = "It says: no space left.") -> str:
        """A ticket of Ada's; its id."""
        id = f"ticket-{next(self.commands)}"
        empty = dict.fromkeys(("product", "publisher", "plan", "digest"), "")
        opening = OpenTicket(
            ticket=id,
            subject=ADA,
            holder=ADA,
            **empty,
            tag="2.0",
            priority=1,
            summary="The volume is full",
            description=description,
            attachments=(),
            entitlement=Entitlement("", "", None, ""),
            terms=(),
            owner="store",
            channel="api",
        )
        self.log.execute(ticket, id, opening, self.by(ADA))
        return id

    def hand_over(self, about: str, answers: Mapping[str, str] | None = None, note: str = "Please help.") -> str:
        """To Beta; the handover's id."""
        id = f"handover-{next(self.commands):08}"
        said = {SERIAL: "SN-1"} if answers is None else answers
        questions = self.service._partner_form("department-20") if said else ()
        between = (id, about, ADA, "store", BETA, "tsanet", said, questions, note)
        self.do(id, RequestHandover(*between, partner="department-20"))
        return id

    def handed(self) -> str:
        """A ticket that TSANet has; the handover's id."""
        id = self.hand_over(self.open())
        self.settled()
        return id

    def do(self, id: str, command: Command) -> None:
        self.log.execute(handover, id, command, self.by(SAM, "support"))

    def settled(self) -> None:
        """What is to be told there was tried once, and views know all."""
        self._read()
        for lane in self.lanes:
            lane.carry_out_waiting()
        self._read()

    def later(self) -> None:
        """What failed is tried again."""
        self.time.at += timedelta(hours=1)
        self.settled()

    def look(self) -> dict[str, Any]:
        """As each minute."""
        told = self.service.look_at_tsanet(self.staff)
        self._read()
        return dict(told)

    def state(self, id: str) -> Handover:
        found = self.log.fold(handover, id)
        assert isinstance(found, Handover)
        return found

    def events(self, id: str) -> list[str]:
        return [type(each.event).__name__ for each in self.log.read(handover.stream(id))]

    def said(self, id: str) -> list[tuple[str, str, str]]:
        """What went between the desks: the event, the side, the text."""
        told = [each.event for each in self.log.read(handover.stream(id)) if hasattr(each.event, "message")]
        return [(type(each).__name__, each.side, each.text) for each in told]

    def token(self, id: str) -> str:
        delivered = self.state(id).delivered
        assert delivered is not None
        return delivered.token

    def taken_in(self, token: str) -> tuple[str, Ticket]:
        """The handover of a partner's case, and its ticket."""
        found = handovers.at_tsanet(self.views.db, token)
        assert found is not None
        about = self.log.fold(ticket, found["ticket"])
        assert isinstance(about, Ticket)
        return str(found["id"]), about

    def _read(self) -> None:
        found = self.log.read_all(self.read)
        apply(list(TABLES), self.views.db, found)
        self.read = found[-1].position if found else self.read

    def close(self) -> None:
        if self.link is not None:
            self.link.close()
        self.views.db.close()
        self.log.close()
