"""What a publisher tells of itself and agrees to: profile, support, the store's agreement, the domain that is its."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid
from eventlog.schema import Erased
from services.catalog.deciders.listing import is_web_address
from services.catalog.deciders.publisher_state import Event, Publisher
from services.catalog.events import AgreementAccepted, DomainProven, PublisherEdited, SupportSet, Terms
from vocabulary.digest import is_digest

NAME, CONTACT = 200, 320
SUPPORT: Mapping[str, int] = {"policy": 20_000, "hours": 500, "contacts": 2_000, "tsanet": 200}


@dataclass(frozen=True)
class EditPublisher:
    """None leaves a field as it is."""

    legal_name: str | None = None
    website: str | None = None
    phone: str | None = None
    email: str | None = None
    logo: str | None = None


@dataclass(frozen=True)
class AcceptAgreement:
    """`present` is the agreement as the store asks for it now."""

    version: str
    present: Terms


@dataclass(frozen=True)
class SetSupport:
    policy: str
    hours: str
    contacts: str
    tsanet: str


@dataclass(frozen=True)
class ProveDomain:
    """`how` is what was seen at the domain by its service; empty: nothing that proves it."""

    domain: str
    how: str
    seen: str = ""


Command: TypeAlias = EditPublisher | AcceptAgreement | SetSupport | ProveDomain


def keep(command: Command, state: Publisher, by: Context) -> list[Event]:
    match command:
        case EditPublisher():
            if not by.has("reviewer", "operator"):
                by.must_act_for(state.slug, "owner", "editor")
            return _edit(command, state, by)
        case AcceptAgreement(version, present):
            by.must_act_for(state.slug, "owner")
            return _accept(version, present, state, by)
        case SetSupport():
            by.must_act_for(state.slug, "owner", "editor", "support")
            return _support(command, state)
        case ProveDomain():
            by.must_act_for(state.slug, "owner", "editor")
            return _prove(command, state, by)


def check(legal_name: str, website: str, logo: str) -> None:
    """Everybody reads the name and follows the address."""
    name = legal_name.strip()
    if not name:
        raise Invalid("legal-name-missing")
    if len(name) > NAME or not name.isprintable():
        raise Invalid("legal-name-invalid", f"at most {NAME} characters on one line")
    if website and not is_web_address(website):
        raise Invalid("link-invalid", website[:200])
    if logo and not is_digest(logo):
        raise Invalid("logo-invalid")


def _edit(command: EditPublisher, state: Publisher, by: Context) -> list[Event]:
    changes = {field.name: getattr(command, field.name) for field in fields(command)}
    edited = replace(state, **{name: value.strip() for name, value in changes.items() if value is not None})
    check(edited.legal_name, edited.website, edited.logo)
    for contact in (edited.phone, edited.email):
        _check_contact(contact)
    if edited == state:
        return []
    if edited.legal_name != state.legal_name and state.stage == "approved" and not by.has("reviewer", "operator"):
        raise Forbidden("legal-name-approved", state.legal_name)  # who publishes here is what a reviewer looked at
    told = (edited.website, edited.phone, edited.email, edited.logo, edited.legal_name)
    return [PublisherEdited(state.slug, *told)]


def _check_contact(contact: str | Erased) -> None:
    if isinstance(contact, str) and (len(contact) > CONTACT or (contact and not contact.isprintable())):
        raise Invalid("contact-invalid", f"at most {CONTACT} characters on one line")


def _accept(version: str, present: Terms, state: Publisher, by: Context) -> list[Event]:
    """Only the present version can be accepted, by its number, so that nobody accepts what they did not read."""
    if version != present.version:
        raise Conflicting("agreement-superseded", present.version)
    if state.agreed is not None and state.agreed.digest == present.digest:
        return []
    return [AgreementAccepted(state.slug, present.version, present.digest, by.actor)]


def _support(command: SetSupport, state: Publisher) -> list[Event]:
    for name, limit in SUPPORT.items():
        if len(getattr(command, name)) > limit:
            raise Invalid("support-too-long", f"{name}: at most {limit}")
    if not command.policy.strip():
        raise Invalid("support-policy-missing")
    told = SupportSet(state.slug, command.policy, command.hours, command.contacts, command.tsanet)
    return [] if told == state.support else [told]


def _prove(command: ProveDomain, state: Publisher, by: Context) -> list[Event]:
    if not state.domain:
        raise Conflicting("website-missing", state.slug)
    if command.domain != state.domain or not command.how:
        raise Conflicting("domain-not-proven", command.seen or state.domain)
    if state.verified:
        return []
    return [DomainProven(state.slug, command.domain, command.how, by.at)]
