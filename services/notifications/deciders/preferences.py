"""Everybody says for themselves how they want to hear of things; a letter's link and what comes back say the rest."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Missing
from services.notifications.deciders import preferences_written as written
from services.notifications.deciders.preferences_state import Event, Preferences, Ways, evolve
from services.notifications.events import (
    DeliverySet,
    FeedRenewed,
    MailResumed,
    MailStopped,
    PersonForgotten,
    PreferenceSet,
)


@dataclass(frozen=True)
class SetPreferences:
    """Only what is named is changed. `kinds`: {name: {page?, mail?}}; `delivery`: names of DeliverySet's."""

    account: str
    kinds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    delivery: Mapping[str, Any] = field(default_factory=dict)
    channel: str = "api"  # page | api


@dataclass(frozen=True)
class OptOut:
    """By the link or the button of a letter: no letters of the kind any more."""

    account: str
    kind: str


@dataclass(frozen=True)
class StopMail:
    account: str
    reason: str  # bounced | complained
    code: str


@dataclass(frozen=True)
class ResumeMail:
    account: str


@dataclass(frozen=True)
class RenewFeed:
    account: str


@dataclass(frozen=True)
class Forget:
    """They were erased."""

    account: str


Command: TypeAlias = SetPreferences | OptOut | StopMail | ResumeMail | RenewFeed | Forget


def decide(command: Command, state: Preferences, by: Context) -> list[Event]:
    if isinstance(command, Forget):
        return [] if state.forgotten else [PersonForgotten(command.account, by.at)]
    if state.forgotten:
        raise Missing("unknown-account")
    match command:
        case SetPreferences(account):
            by.must_act_for(account)
            return _set(command, state, by)
        case OptOut(account, kind):
            written.must_be_kind(kind)
            page, mail = state.ways(kind).page, state.ways(kind).mail
            return [] if mail == "off" else [PreferenceSet(account, kind, page, "off", "letter", by.at)]
        case StopMail(account, reason, code):
            return [] if state.stopped else [MailStopped(account, reason, code, by.at)]
        case ResumeMail(account):
            by.must_act_for(account)
            return [MailResumed(account, by.at)] if state.stopped else []
        case RenewFeed(account):
            by.must_act_for(account)
            return [FeedRenewed(account, by.at)]


def _set(command: SetPreferences, state: Preferences, by: Context) -> list[Event]:
    chosen: dict[str, Ways] = {}
    for kind, asked in command.kinds.items():
        written.must_be_kind(kind)
        chosen[kind] = written.ways(kind, asked, state.ways(kind))
    delivery = written.delivery(command.delivery, state.delivery)
    events: list[Event] = [
        PreferenceSet(command.account, kind, ways.page, ways.mail, command.channel, by.at)
        for kind, ways in chosen.items()
        if ways != state.ways(kind)
    ]
    if delivery != state.delivery:
        events.append(DeliverySet(command.account, **asdict(delivery), at=by.at))
    return events


preferences: Decider[Command, Preferences, Event] = Decider("preferences", Preferences(), decide, evolve)
