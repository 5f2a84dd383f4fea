"""What a publisher is after its events: its profile, whether it may publish, what it agreed to and proved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from eventlog.refusal import Missing
from eventlog.schema import Erased
from services.catalog.events import (
    AgreementAccepted,
    DomainProven,
    PayoutsNoted,
    PublisherApplied,
    PublisherApproved,
    PublisherEdited,
    PublisherReinstated,
    PublisherRejected,
    PublisherSuspended,
    Reason,
    SigningKeyRegistered,
    SigningKeyWithdrawn,
    SupportSet,
)
from vocabulary.domain import domain_of

Event: TypeAlias = (
    PublisherApplied
    | PublisherEdited
    | PublisherApproved
    | PublisherRejected
    | AgreementAccepted
    | SupportSet
    | DomainProven
    | PublisherSuspended
    | PublisherReinstated
    | PayoutsNoted
    | SigningKeyRegistered
    | SigningKeyWithdrawn
)


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Publisher:
    """`suspended` is the reason; empty where it is not."""

    slug: str
    owner: str  # who applied; who acts for it now is identity's to say
    legal_name: str
    website: str
    phone: str | Erased
    email: str | Erased
    logo: str
    stage: Literal["applied", "approved", "rejected"] = "applied"
    reasons: tuple[Reason, ...] = ()
    agreed: AgreementAccepted | None = None
    support: SupportSet | None = None
    proven: DomainProven | None = None
    suspended: str = ""
    payouts: bool = False  # billing knows where its money goes
    signing_keys: Mapping[str, SigningKeyRegistered] = field(default_factory=dict)  # by id
    withdrawn_keys: frozenset[str] = frozenset()

    @property
    def domain(self) -> str:
        """What it can prove to be its own; empty where its website names none."""
        return domain_of(self.website)

    @property
    def verified(self) -> bool:
        return self.proven is not None and self.proven.domain == self.domain


@dataclass(frozen=True)
class Standing:
    """What decisions on a product take from its publisher: whether it may publish and sell, and the agreement that it
    took."""

    approved: bool = False
    suspended: bool = False
    agreed: str = ""  # the digest of the agreement's text
    payouts: bool = False

    @classmethod
    def of(cls, publisher: "State") -> "Standing":
        if isinstance(publisher, Absent):
            return cls()
        agreed = publisher.agreed.digest if publisher.agreed is not None else ""
        return cls(publisher.stage == "approved", bool(publisher.suspended), agreed, publisher.payouts)


State: TypeAlias = Absent | Publisher


def known(state: State) -> Publisher:
    if isinstance(state, Absent):
        raise Missing("no-such-publisher")
    return state


def evolve(state: State, event: Event) -> State:
    match event:
        case PublisherApplied():
            return _applied(state, event)
        case PublisherEdited():
            return replace(known(state), **_profile(event))
        case PublisherApproved():
            return replace(known(state), stage="approved", reasons=())
        case PublisherRejected(reasons=reasons):
            return replace(known(state), stage="rejected", reasons=reasons)
        case AgreementAccepted():
            return replace(known(state), agreed=event)
        case SupportSet():
            return replace(known(state), support=event)
        case DomainProven():
            return replace(known(state), proven=event)
        case PublisherSuspended(reason=reason):
            return replace(known(state), suspended=reason)
        case PublisherReinstated():
            return replace(known(state), suspended="")
        case PayoutsNoted(connected=connected):
            return replace(known(state), payouts=connected)
        case SigningKeyRegistered() | SigningKeyWithdrawn():
            return _keyed(known(state), event)


def _keyed(state: Publisher, event: SigningKeyRegistered | SigningKeyWithdrawn) -> Publisher:
    keys = {key: kept for key, kept in state.signing_keys.items() if key != event.key}
    if isinstance(event, SigningKeyRegistered):
        return replace(state, signing_keys=keys | {event.key: event}, withdrawn_keys=state.withdrawn_keys - {event.key})
    return replace(state, signing_keys=keys, withdrawn_keys=state.withdrawn_keys | {event.key})


def _applied(state: State, event: PublisherApplied) -> Publisher:
    """Applying again keeps what it agreed to and proved before."""
    told = _profile(event)
    if isinstance(state, Publisher):
        return replace(state, owner=event.owner, stage="applied", reasons=(), **told)
    return Publisher(slug=event.publisher, owner=event.owner, **told)


def _profile(event: PublisherApplied | PublisherEdited) -> dict[str, Any]:
    return {
        "legal_name": event.legal_name,
        "website": event.website,
        "phone": event.phone,
        "email": event.email,
        "logo": event.logo,
    }
