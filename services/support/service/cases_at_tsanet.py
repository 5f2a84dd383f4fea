"""What is done in a case at TSANet is told to its handover here, each once; a partner's own becomes a ticket."""

import uuid
from dataclasses import replace

from eventlog.amqp import Provided
from eventlog.decider import Context
from eventlog.refusal import Refused, Unavailable
from services.support.adapters.tsanet import Link, link_of
from services.support.deciders.handover import PARTNER, STORE, TSANET, Command, RequestHandover, handover
from services.support.deciders.handover_state import Handover
from services.support.deciders.ticket import OpenTicket
from services.support.deciders.written import LONGEST_SUMMARY, LONGEST_TEXT
from services.support.events import Entitlement
from services.support.policies.tsanet import news
from services.support.ports import Case
from services.support.projections import handovers
from services.support.service.desk import settings_of
from services.support.service.ticketing import Ticketing

NAMES = uuid.UUID("5f0d0d6c-6a2b-5d7b-9b8e-3f7f6d1c8a10")  # of what comes from TSANet


class CasesAtTSANet(Ticketing):
    link: Link | None = Provided(lambda config: link_of(settings_of(config)))

    def _follow_up(self, token: str) -> None:
        self._reconcile(self._must_link().cases.case(token))

    def _reconcile(self, case: Case, id: str = "") -> None:
        """What is refused here has been overtaken: both sides did something at the same time, and ours counts."""
        id = id or self._handover_of(case)
        state = self.log.fold(handover, id) if id else None
        if not isinstance(state, Handover):
            return
        for key, command in news(case, state):
            self._as_tsanet(id, key, command)
        after = self.log.fold(handover, id)
        if case.ours and after.phase in ("returned", "closed") and case.status in ("OPEN", "ACCEPTED"):
            self._must_link().cases.close(case.token)

    def _handover_of(self, case: Case) -> str:
        """Empty: none of ours, or it came and went before anybody here heard of it."""
        if not case.ours:
            id = str(uuid.uuid5(NAMES, f"handover {case.token}"))
            known = isinstance(self.log.fold(handover, id), Handover)
            if not known and case.status in ("OPEN", "INFORMATION"):
                self._take_in(case, id)
            return id
        with self.views.begin() as db:
            found = handovers.at_tsanet(db, case.token)
        return str(found["id"]) if found else ""

    def _take_in(self, case: Case, id: str) -> None:
        """A partner's request becomes a ticket of the partner's that is handed to the store's desk."""
        company, named = f"{PARTNER}{case.company}", str(uuid.uuid5(NAMES, f"ticket {case.token}"))
        summary = " ".join(case.summary.split())[:LONGEST_SUMMARY] or case.their_case or case.number
        opening = OpenTicket(
            ticket=named,
            subject=company,
            holder=company,
            **dict.fromkeys(("product", "publisher", "plan", "tag", "digest"), ""),
            priority=case.priority,
            summary=summary,
            description=case.description[:LONGEST_TEXT] or summary,
            attachments=(),
            entitlement=Entitlement("", "", None, ""),
            terms=self._terms("", "", ""),
            owner=company,
            channel="tsanet",
            calendars=self._calendars(STORE),
        )
        self._give(named, opening, self._by_tsanet(f"{case.token} ticket"))
        between = (id, named, company, company, STORE, "tsanet")
        request = RequestHandover(*between, due=case.respond_by, partner=case.token)
        self.log.execute(handover, id, request, self._by_tsanet(f"{case.token} handover"))

    def _as_tsanet(self, id: str, key: str, command: Command) -> None:
        try:
            self.log.execute(handover, id, command, self._by_tsanet(f"{id} {key}"))
        except Unavailable:
            raise
        except Refused:
            return

    def _by_tsanet(self, key: str) -> Context:
        by = Context("tsanet", TSANET, self.clock.now())
        return replace(by, command_id=by.new_id(key))

    def _must_link(self) -> Link:
        if self.link is None:
            raise Unavailable("tsanet-no-member")
        return self.link
