"""Who publishes here: one method a command or query."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, follow
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Conflicting, Forbidden, Refused
from services.billing.events import PayoutsConnected, PayoutsDisconnected
from services.catalog import policies
from services.catalog.adapters.sites import sites_of
from services.catalog.deciders import publisher as publishers
from services.catalog.deciders import publisher_profile as profiles
from services.catalog.deciders import reading, signing_keys, telling
from services.catalog.deciders.publisher import publisher
from services.catalog.ports import DomainProof
from services.catalog.service.desk import Desk

MOST_LOOKS, WHILE = 5, timedelta(minutes=1)


class Looks:
    """When publishers had their domains looked at lately: each look asks servers that others name."""

    def __init__(self) -> None:
        self._taken: Mapping[str, Sequence[datetime]] = {}

    def take(self, publisher: str, now: datetime) -> None:
        """Raises Forbidden where there were too many."""
        taken = self._taken.get(publisher, ())
        recent = [at for at in taken if now - at < WHILE]
        if len(recent) >= MOST_LOOKS:
            raise Forbidden("too-many-requests", f"at most {MOST_LOOKS} looks a minute")
        lately = {slug: at for slug, at in self._taken.items() if now - at[-1] < WHILE}
        self._taken = lately | {publisher: [*recent, now]}


class Publishers(Desk):
    sites = Provided(sites_of)
    looks = Provided(lambda config: Looks())
    secret = Provided(lambda config: bytes.fromhex(config["EVENTLOG"]["secret"]))

    @rpc(expected_exceptions=Refused)
    def apply_as_publisher(
        self, publisher: str, legal_name: str, website: str, phone: str, email: str, logo: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        command = publishers.ApplyAsPublisher(publisher, legal_name, website, phone, email, logo)
        return self._on_publisher(publisher, command, context)

    @rpc(expected_exceptions=Refused)
    def edit_publisher(self, publisher: str, changes: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, reading.profile_of(changes), context)

    @rpc(expected_exceptions=Refused)
    def approve_publisher(self, publisher: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, publishers.ApprovePublisher(), context)

    @rpc(expected_exceptions=Refused)
    def reject_publisher(self, publisher: str, reasons: list[Any], context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, publishers.RejectPublisher(reading.reasons_of(reasons)), context)

    @rpc(expected_exceptions=Refused)
    def suspend_publisher(self, publisher: str, reason: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, publishers.SuspendPublisher(reason), context)

    @rpc(expected_exceptions=Refused)
    def reinstate_publisher(self, publisher: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, publishers.ReinstatePublisher(), context)

    @rpc
    def agreement(self) -> dict[str, Any]:
        asked = self.asked_agreement
        return {"version": asked.version, "text": asked.text, "digest": asked.digest}

    @rpc(expected_exceptions=Refused)
    def accept_agreement(self, publisher: str, version: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, profiles.AcceptAgreement(version, self.asked_agreement), context)

    @rpc(expected_exceptions=Refused)
    def set_support(self, publisher: str, support: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, reading.support_of(support), context)

    @follow("billing", PayoutsConnected, PayoutsDisconnected)
    def note_payouts(self, event: PayoutsConnected | PayoutsDisconnected, recorded: Recorded) -> None:
        self.log.execute(publisher, event.publisher, policies.after_billing(event), recorded.cause())

    @rpc(expected_exceptions=Refused)
    def domain_proof(self, publisher: str) -> dict[str, Any]:
        """What to put where, so that the domain of its website is proven to be the publisher's."""
        proof = self._proof(publisher)
        return {
            "domain": proof.domain,
            "record": {"name": proof.record, "value": proof.value},
            "well_known": {"url": proof.url, "body": proof.value},
        }

    @rpc(expected_exceptions=Refused)
    def prove_domain(self, publisher: str, context: dict[str, Any]) -> dict[str, Any]:
        """Looks for the proof; `domain-not-proven` tells what was seen instead."""
        Context.load(context).must_act_for(publisher, "owner", "editor")
        proof = self._proof(publisher)
        self.looks.take(publisher, self.clock.now())
        seen = self.sites.look_for(proof)
        return self._on_publisher(publisher, profiles.ProveDomain(proof.domain, seen.how, seen.told), context)

    @rpc(expected_exceptions=Refused)
    def register_signing_key(self, publisher: str, name: str, pem: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, signing_keys.RegisterSigningKey(name, pem), context)

    @rpc(expected_exceptions=Refused)
    def withdraw_signing_key(self, publisher: str, key: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, signing_keys.WithdrawSigningKey(key), context)

    @rpc(expected_exceptions=Refused)
    def signing_keys_of(self, publisher: str) -> list[dict[str, str]]:
        return telling.told_signing_keys(self._publisher(publisher))

    def _proof(self, slug: str) -> DomainProof:
        """Derived, so that nothing has to be kept, and nobody can use another publisher's."""
        domain = self._publisher(slug).domain
        if not domain:
            raise Conflicting("website-missing", slug)
        signed = hmac.new(self.secret, f"domain-proof/{slug}/{domain}".encode(), hashlib.sha256).hexdigest()
        return DomainProof(domain, f"chandlery-publisher={slug}:{signed[:40]}")

    @rpc(expected_exceptions=Refused)
    def publisher(self, slug: str) -> dict[str, Any]:
        state = self._publisher(slug)
        return telling.told_publisher(state, self.asked_agreement.digest, self.log.version(publisher, slug))
