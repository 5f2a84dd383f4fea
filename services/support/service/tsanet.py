"""Handovers by TSANet: pings, the look of each minute, and what staff may ask of it."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import every
from eventlog.decider import Context
from eventlog.refusal import Conflicting, Missing, Refused
from services.support.adapters.tsanet import Link
from services.support.events import Question
from services.support.policies.tsanet import receiver_named
from services.support.projections import handovers
from services.support.service.sending_to_tsanet import SendingToTSANet

logger = logging.getLogger(__name__)
MINUTE = 60
STAFF = ("support", "operator")
Told = dict[str, Any]


class AtTSANet(SendingToTSANet):
    @rpc(expected_exceptions=Refused)
    def tsanet_notice(self, headers: Mapping[str, str], body: str) -> Told:
        """A ping: no more than that there is something to be read. A refusal makes TSANet send it again."""
        token = self._must_link().hook.read(headers, body)
        self._follow_up(token)
        return {"token": token}

    @every(MINUTE)
    def poll_tsanet(self) -> None:
        """Pings get lost: what happened is found all the same."""
        if self.link is not None:
            self._polled(self.link)

    @rpc(expected_exceptions=Refused)
    def look_at_tsanet(self, context: dict[str, Any]) -> Told:
        """At once what is else done each minute; as `tsanet_status`."""
        Context.load(context).must_have(*STAFF)
        if self.link is None:
            raise Conflicting("tsanet-no-member")
        self._polled(self.link)
        return self._status()

    @rpc(expected_exceptions=Refused)
    def tsanet_status(self, context: dict[str, Any]) -> Told:
        """{member, url, user, asked_at: of this process's last look, wrong: what could not be done in it, cases}."""
        Context.load(context).must_have(*STAFF)
        return self._status()

    def _status(self) -> Told:
        link = self.link
        if link is None:
            return {"member": False}
        told = {"url": self.settings.tsanet, "user": self.settings.tsanet_user, "cases": link.seen.cases}
        return {"member": True, **told, "asked_at": _iso(link.seen.at), "wrong": list(link.seen.wrong)}

    @rpc(expected_exceptions=Refused)
    def partners(self, name: str, context: dict[str, Any]) -> list[Told]:
        """[{company, department, document, to: as which it is handed a ticket}]; empty where we are no member."""
        Context.load(context).must_have(*STAFF)
        if self.link is None:
            return []
        found = self.link.cases.partners(name)
        return [{**vars(each), "to": receiver_named(each.company, each.document)} for each in found]

    def _partner_form(self, document: str) -> tuple[Question, ...]:
        """What the partner wants to know; `document` as `partners` tells it."""
        asked = self._must_link().cases.form(document)
        return tuple(Question(each.name, each.label, each.kind, each.required, each.options) for each in asked)

    def _polled(self, link: Link) -> None:
        """One case that cannot be read holds up no other, and is looked at again next time."""
        wrong: list[str] = []
        try:
            link.hook.subscribe()
        except Refused as no:
            wrong.append(f"{no.code} {no.detail}")
        link.seen.missed.update(self._open_here(link))
        looked_at = 0
        try:
            for token in sorted({*link.seen.missed, *link.cases.waiting()}):
                looked_at += 1
                self._looked_at(link, token, wrong)
        except Refused as no:
            wrong.append(f"{no.code} {no.detail}")
        link.seen.note(self.clock.now(), looked_at, wrong)

    def _open_here(self, link: Link) -> list[str]:
        """At the first look: what ended there while the store was down for longer than TSANet is asked about."""
        if link.seen.at is not None:
            return []
        with self.views.begin() as db:
            return [str(each["token"]) for each in handovers.open_at_tsanet(db)]

    def _looked_at(self, link: Link, token: str, wrong: list[str]) -> None:
        link.seen.missed.add(token)
        try:
            self._follow_up(token)
        except Refused as no:
            wrong.append(f"{token[:40]}: {no.code} {no.detail}")
            if not isinstance(no, Missing):
                return
        except Exception as broken:  # what one partner wrote must not end the look at all others
            logger.exception("a case at TSANet could not be looked at")
            wrong.append(f"{token[:40]}: {type(broken).__name__}")
            return
        link.seen.missed.discard(token)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
