"""One holder, a person or an organisation: the terms that it accepted, what it may pull, and how it pays."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.billing.deciders import paying
from services.billing.deciders.paying import Paying
from services.billing.events import EntitlementEnded, EntitlementGranted, PlanOffered, TermsAccepted

Plan = tuple[str, str]  # product, plan
TERMS_ACCEPTED = "terms-accepted"


@dataclass(frozen=True)
class AcceptTerms:
    """`offered` is the plan as billing's own stream has it; None where it cannot be had."""

    holder: str
    version: str
    offered: PlanOffered | None


@dataclass(frozen=True)
class EndEntitlement:
    product: str
    plan: str
    reason: str


@dataclass(frozen=True)
class GrantEntitlement:
    """What a subscription gives its holder the right to pull, until when (None: until it is ended), and why."""

    granted: EntitlementGranted


Command = AcceptTerms | EndEntitlement | GrantEntitlement | paying.Command
Event = TermsAccepted | EntitlementGranted | EntitlementEnded | paying.Event


@dataclass(frozen=True)
class Customer:
    accepted: Mapping[Plan, str] = field(default_factory=dict)  # the version accepted last
    entitled: Mapping[Plan, EntitlementGranted] = field(default_factory=dict)
    paying: Paying = field(default_factory=Paying)


def decide(command: Command, state: Customer, by: Context) -> list[Event]:
    match command:
        case AcceptTerms():
            return _accept(command, state, by)
        case EndEntitlement(product, plan, reason):
            if not by.actor.startswith("policy:"):
                by.must_have("operator")
            held = state.entitled.get((product, plan))
            return [EntitlementEnded(held.holder, held.repository, product, plan, reason)] if held else []
        case GrantEntitlement(granted):
            return _grant(granted, state, by)
        case _:
            return list(paying.decide(command, state.paying, by))


def _accept(command: AcceptTerms, state: Customer, by: Context) -> list[Event]:
    by.must_act_for(command.holder, "owner", "billing")
    offered = command.offered
    if offered is None:
        raise Missing("plan-unknown")
    if not offered.terms_version:
        raise Invalid("nothing-to-accept", f"{offered.address} asks for no terms")
    if command.version != offered.terms_version:
        raise Conflicting("terms-outdated", f"the present version of these terms is {offered.terms_version}")
    plan = (offered.product, offered.plan)
    events: list[Event] = []
    if state.accepted.get(plan) != command.version:
        events.append(_accepted(command, offered, by))
    if offered.access == "terms" and not _entitled(state, plan, command.version):
        events.append(_granted(command, offered))
    return events


def _grant(granted: EntitlementGranted, state: Customer, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")
    return [] if state.entitled.get((granted.product, granted.plan)) == granted else [granted]


def _entitled(state: Customer, plan: Plan, version: str) -> bool:
    held = state.entitled.get(plan)
    return held is not None and held.terms_version == version


def _accepted(command: AcceptTerms, offered: PlanOffered, by: Context) -> TermsAccepted:
    return TermsAccepted(
        holder=command.holder,
        product=offered.product,
        plan=offered.plan,
        version=command.version,
        digest=offered.terms_digest,
        by=by.actor,
    )


def _granted(command: AcceptTerms, offered: PlanOffered) -> EntitlementGranted:
    return EntitlementGranted(
        holder=command.holder,
        repository=offered.repository,
        product=offered.product,
        plan=offered.plan,
        until=None,
        reason=TERMS_ACCEPTED,
        terms_version=command.version,
    )


def evolve(state: Customer, event: Event) -> Customer:
    match event:
        case TermsAccepted(product=product, plan=plan, version=version):
            return replace(state, accepted={**state.accepted, (product, plan): version})
        case EntitlementGranted(product=product, plan=plan):
            return replace(state, entitled={**state.entitled, (product, plan): event})
        case EntitlementEnded(product=product, plan=plan):
            rest = {held: kept for held, kept in state.entitled.items() if held != (product, plan)}
            return replace(state, entitled=rest)
        case _:
            return replace(state, paying=paying.evolve(state.paying, event))


customer: Decider[Command, Customer, Event] = Decider("customer", Customer(), decide, evolve)
