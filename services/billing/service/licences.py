"""Licences: issued with a right, signed, changed and revoked; and the papers of a sale."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, follow
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Conflicting, Invalid, Missing, Refused, Unavailable
from services.billing.adapters.signing import LicenceKeys
from services.billing.deciders.licence import AgreeValues, FreeSeat, ReplaceLicence, RevokeLicence, TakeSeat, licence
from services.billing.deciders.licence import Command as LicenceCommand
from services.billing.deciders.licence_state import Licence
from services.billing.deciders.subscription import subscription as subscriptions
from services.billing.events import OfferingRevoked, OrderPlaced
from services.billing.policies import licence_papers as papers
from services.billing.policies import licences as policies
from services.billing.projections import licences as view
from services.billing.service.desk import CATCH_UP, plain
from services.billing.service.seat_desk import SeatDesk
from services.billing.settings import Settings

PATIENCE, PAUSE = 3.0, 0.05  # seconds that a licence is waited for whose subscription has begun


def keys_of(config: Mapping[str, Any]) -> LicenceKeys:
    settings = Settings.load(config["CHANDLERY"])
    return LicenceKeys(settings.data / "keys", settings.url)


class Licences(SeatDesk):
    signing: Any = Provided(keys_of)
    record_usage: Any  # as subscriptions have it

    @rpc(expected_exceptions=Refused)
    def licence_of(self, subscription: str) -> dict[str, Any]:
        """`licence` is the signed text, None where it was revoked; hidden fields are among `fields`, marked so."""
        state, now = self._licence(subscription), self.clock.now()
        return {
            **papers.told(state, now),
            "given": len(self._seats(subscription).given),
            "fields": papers.fields(state.says, self.signing.password),
            "licence": None if state.revoked else self._signed(state),
        }

    @rpc
    def licences_of(self, holder: str) -> list[dict[str, Any]]:
        with self.views.begin() as db:
            return [papers.listed(plain(row), row["until"], self.clock.now()) for row in view.of_holder(db, holder)]

    @rpc
    def seller(self) -> dict[str, str]:
        """Whose papers these are."""
        told = self.settings
        return {"name": told.seller_name, "address": told.seller_address, "country": told.seller_country}

    @rpc
    def licence_keys(self) -> dict[str, Any]:
        return dict(self.signing.published())

    @rpc
    def revoked_licences(self) -> dict[str, Any]:
        """What was taken back and would count still, also as a signed text for those who cannot ask each time."""
        now = self.clock.now()
        with self.views.begin() as db:
            items = [
                {"licence": row["licence"], "revoked": row["revoked"].isoformat()} for row in view.revoked_by(db, now)
            ]
        ids = [each["licence"] for each in items]
        signed = self.signing.sign({"iat": int(now.timestamp()), "revoked": ids})
        return {"issued": now.isoformat(), "items": items, "signed": signed}

    @rpc(expected_exceptions=Refused)
    def check_licence(self, licence: str) -> dict[str, Any]:
        """`newest` is the signed text that replaces this one, where it says something else by now."""
        claimed = self._claims(licence)
        state = self._licence(claimed["subscription"])
        told = papers.checked(state, claimed, self.clock.now())
        newer = told["state"] == "valid" and claimed["sequence"] < state.sequence
        return {**told, "newest": self._signed(state) if newer else None}

    @rpc(expected_exceptions=Refused)
    def take_seat(self, licence: str, seat: str, context: dict[str, Any]) -> dict[str, Any]:
        """An installation that has the licence takes a seat; refused where all are taken."""
        claimed = self._claims(licence)
        return self._seated(claimed, TakeSeat(claimed["jti"], seat), context)

    @rpc(expected_exceptions=Refused)
    def leave_seat(self, licence: str, seat: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._seated(self._claims(licence), FreeSeat(seat), context)

    @rpc(expected_exceptions=Refused)
    def report_usage(
        self, licence: str, component: str, amount: int, at: str, usage: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        """Use of a metered component, told by an installation that has the licence."""
        claimed = self._claims(licence)
        self._must_be_valid(claimed)
        by = _by_licence(claimed, context, f"{claimed['sub']}:licence")
        return dict(self.record_usage(claimed["subscription"], component, amount, at, usage, by))

    @rpc(expected_exceptions=Refused)
    def free_seat(self, subscription: str, seat: str, context: dict[str, Any]) -> dict[str, Any]:
        """Of an installation that is gone, by who has the licence or sold it."""
        return self._do(subscription, FreeSeat(seat), context)

    @rpc(expected_exceptions=Refused)
    def agree_values(self, subscription: str, values: dict[str, str], context: dict[str, Any]) -> dict[str, Any]:
        return self._do(subscription, AgreeValues(values), context)

    @rpc(expected_exceptions=Refused)
    def replace_licence(self, subscription: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._do(subscription, ReplaceLicence(), context)

    @rpc(expected_exceptions=Refused)
    def revoke_licence(self, subscription: str, reason: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._do(subscription, RevokeLicence(reason), context)

    @follow("billing", *policies.FOLLOWED)
    def keep_licence(self, event: Any, recorded: Recorded) -> None:
        """The licence says what the subscription now gives a right to."""
        if self.log.together.has(recorded, licence.stream(event.subscription)):
            return
        state = self.log.fold(subscriptions, event.subscription)
        command = policies.licence_for(state, self._order(policies.order_of(state)))
        by = recorded.cause()
        if command is not None and licence.decide(command, self.log.fold(licence, event.subscription), by):
            self.log.execute(licence, event.subscription, command, by)

    @follow("billing", OfferingRevoked)
    def revoke_licences(self, event: OfferingRevoked, recorded: Recorded) -> None:
        if not self.views.wait_for(f"billing:{recorded.position}", CATCH_UP):
            raise Unavailable("view-behind", "licences")
        with self.views.begin() as db:
            held = view.subscriptions_with(db, event.product)
        for subscription in held:
            by = recorded.cause().follows(recorded.id, "billing.revoke-licences", subscription)
            self.log.execute(licence, subscription, RevokeLicence("product-revoked"), by)

    def _licence(self, subscription: str) -> Licence:
        """Raises Missing("licence-unknown") where its subscription gives none, or not yet."""
        end = time.monotonic() + PATIENCE
        while not isinstance(state := self.log.fold(licence, subscription), Licence):
            if time.monotonic() > end or not policies.entitles(self.log.fold(subscriptions, subscription)):
                raise Missing("licence-unknown", subscription)
            time.sleep(PAUSE)
        return state

    def _order(self, order: str) -> OrderPlaced | None:
        facts = self.log.read(f"order-{order}") if order else []
        return next((each.event for each in facts if isinstance(each.event, OrderPlaced)), None)

    def _claims(self, signed: str) -> dict[str, Any]:
        found: dict[str, Any] | None = self.signing.read(signed)
        if found is None or "jti" not in found:
            raise Invalid("licence-unreadable")
        return found

    def _must_be_valid(self, claimed: Mapping[str, Any]) -> None:
        standing = papers.checked(self._licence(claimed["subscription"]), claimed, self.clock.now())["state"]
        if standing != "valid":
            raise Conflicting(f"licence-{standing}")

    def _signed(self, state: Licence) -> str:
        return str(self.signing.sign(papers.claims(state, self.signing.password, self.clock.now())))

    def _seated(self, claimed: Mapping[str, Any], command: LicenceCommand, context: dict[str, Any]) -> dict[str, Any]:
        return self._do(claimed["subscription"], command, _by_licence(claimed, context))

    def _do(self, subscription: str, command: LicenceCommand, context: dict[str, Any]) -> dict[str, Any]:
        executed = self.log.execute(licence, subscription, command, Context.load(context))
        return {**papers.told(self._licence(subscription), self.clock.now()), "position": executed.position}


def _by_licence(claimed: Mapping[str, Any], context: dict[str, Any], *roles: str) -> dict[str, Any]:
    """Whoever has the licence speaks for its installations, and for nothing else."""
    return replace(Context.load(context), actor=f"licence:{claimed['jti']}", roles=frozenset(roles)).dump()
