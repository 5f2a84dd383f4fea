"""How somebody wants to hear of things, as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from services.notifications.events import (
    BY_NAME,
    DeliverySet,
    FeedRenewed,
    MailResumed,
    MailStopped,
    PersonForgotten,
    PreferenceSet,
)

Event: TypeAlias = PreferenceSet | DeliverySet | MailStopped | MailResumed | FeedRenewed | PersonForgotten


@dataclass(frozen=True)
class Ways:
    """By which somebody hears of one kind."""

    page: bool
    mail: str  # off | now | daily | weekly


@dataclass(frozen=True)
class Delivery:
    """When letters come; as in DeliverySet."""

    quiet_from: str = "00:00"
    quiet_until: str = "00:00"
    zone: str = "UTC"
    digest_at: str = "07:30"
    digest_on: int = 0
    language: str = "en"


EVERYBODY = Delivery()


@dataclass(frozen=True)
class Preferences:
    chosen: Mapping[str, Ways] = field(default_factory=dict)  # by kind, where something was
    delivery: Delivery = EVERYBODY
    stopped: MailStopped | None = None  # no letters go out
    forgotten: bool = False  # erased: nothing is sent at all

    def ways(self, kind: str) -> Ways:
        """What they chose, or else what holds for everybody."""
        default = BY_NAME[kind]
        return self.chosen.get(kind) or Ways(default.page, default.mail)

    def wants_mail(self, kind: str) -> bool:
        """Whether a letter about it may go out now: asked once more when it does."""
        return not self.forgotten and self.stopped is None and self.ways(kind).mail != "off"


def preferences_from(
    kind: str, ways: tuple[bool, str] | None, delivery: Mapping[str, Any] | None, *, forgotten: bool
) -> Preferences:
    """As far as rows of a view tell, for one kind."""
    chosen = {} if ways is None else {kind: Ways(*ways)}
    return Preferences(chosen, EVERYBODY if delivery is None else Delivery(**delivery), forgotten=forgotten)


def delivery_of(event: DeliverySet) -> Delivery:
    named = ("quiet_from", "quiet_until", "zone", "digest_at", "digest_on", "language")
    return Delivery(**{name: getattr(event, name) for name in named})


def evolve(state: Preferences, event: Event) -> Preferences:
    match event:
        case PreferenceSet(kind=kind, page=page, mail=mail):
            return replace(state, chosen={**state.chosen, kind: Ways(page, mail)})
        case DeliverySet():
            return replace(state, delivery=delivery_of(event))
        case MailStopped():
            return replace(state, stopped=event)
        case MailResumed():
            return replace(state, stopped=None)
        case FeedRenewed():
            return state
        case PersonForgotten():
            return Preferences(forgotten=True)
    raise TypeError(event)
