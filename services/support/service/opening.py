"""A ticket is opened with what is known then: what it is about, what the customer may, what is promised."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Invalid, Missing, Refused
from services.support.deciders.handover import RequestHandover, handover
from services.support.deciders.handover_state import speaks_for
from services.support.deciders.ticket import OpenTicket
from services.support.deciders.ticket_state import STORE
from services.support.events import Entitlement
from services.support.projections import catalogue, entitlements
from services.support.service import looks
from services.support.service.showing import Showing
from services.support.service.ticketing import attached

NOTHING = Entitlement("", "", None, "")


class Opening(Showing):
    @rpc(expected_exceptions=Refused)
    def open_ticket(self, asked: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        """The ticket as it then stands. `asked`: product (an address or an id; empty: the store itself), plan, tag,
        digest, priority, summary, description, attachments, holder (empty: who asks), publisher, channel.

        With a `publisher` its own people hand a ticket of theirs to the store.
        """
        by = Context.load(context)
        id, product = by.new_id("ticket"), self._product_at(asked.get("product") or "")
        command = self._opening(id, asked, product, by)
        executed = self._give(id, command, by)
        if command.owner != STORE:
            self._hand_to_store(command, by)
        state, history = self._readable(id, by)
        told = {**self._told(state, history, by), "look": looks.state_at(self.log, state, by), "context": None}
        return {**told, "position": executed.position}

    def _opening(self, id: str, asked: Mapping[str, Any], product: Mapping[str, Any] | None, by: Context) -> OpenTicket:
        desk = asked.get("publisher") or STORE
        if desk != STORE and not speaks_for(desk, by):
            raise Missing("no-such-publisher", desk[:80])
        made = product["product"] if product else ""
        publisher = product["publisher"] if product else ("" if desk == STORE else desk)
        holder = asked.get("holder") or (by.actor if desk == STORE else desk)
        right = self._right(holder, made, asked.get("plan") or "")
        plan = asked.get("plan") or right.plan
        named = {name: asked.get(name) or "" for name in ("tag", "digest", "summary", "description")}
        return OpenTicket(
            ticket=id,
            subject=by.actor,
            holder=holder,
            product=made,
            publisher=publisher,
            plan=plan,
            **named,
            priority=asked.get("priority") or 0,
            attachments=attached(asked.get("attachments") or ()),
            entitlement=right,
            terms=self._terms(publisher, made, plan),
            owner=desk,
            channel=asked.get("channel") or "api",
            calendars=self._calendars(desk),
        )

    def _product_at(self, named: str) -> dict[str, Any] | None:
        if not named:
            return None
        with self.views.begin() as db:
            found = catalogue.product_at(db, named)
        if found is None:
            raise Missing("no-such-product", named[:130])
        return found

    def _right(self, holder: str, product: str, plan: str) -> Entitlement:
        """By which the holder pulls the product now; of its plans the one that is named."""
        if not product:
            return NOTHING
        with self.views.begin() as db:
            rights = entitlements.of_holder(db, holder, product)
            offered = catalogue.plan_of(db, product, plan) if plan else None
        if plan and offered is None:
            raise Invalid("plan-unknown", plan[:80])
        found = next((each for each in rights if not each["ended"] and plan in ("", each["plan"])), None)
        if found is None:
            return NOTHING
        return Entitlement(found["plan"], found["repository"], found["until"], found["reason"])

    def _hand_to_store(self, command: OpenTicket, by: Context) -> None:
        """By the same command, once."""
        handed = RequestHandover(
            handover=by.new_id("handover"),
            ticket=command.ticket,
            subject=command.subject,
            sender=command.owner,
            receiver=STORE,
            by="direct",
        )
        self.log.execute(handover, handed.handover, handed, replace(by, command_id=handed.handover, fingerprint=""))
