"""Whether a digest of a repository is certified, and until when."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Invalid, Missing
from services.certification.deciders.reviewing import LONGEST, must_not_be_own, must_review
from services.certification.events import (
    CertificateExpired,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
)

REASON = 2_000  # characters


@dataclass(frozen=True)
class IssueCertificate:
    """Because a submission was accepted."""

    digest: str
    submission: str
    product: str
    plan: str
    repository: str
    tag: str
    platforms: tuple[str, ...]
    until: date


@dataclass(frozen=True)
class RenewCertificate:
    until: date
    publisher: str  # whose the product is now


@dataclass(frozen=True)
class ExpireCertificate:
    pass


@dataclass(frozen=True)
class RevokeCertificate:
    reason: str


Command: TypeAlias = IssueCertificate | RenewCertificate | ExpireCertificate | RevokeCertificate
Event: TypeAlias = CertificateIssued | CertificateRenewed | CertificateExpired | CertificateRevoked


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Certificate:
    issued: CertificateIssued
    until: date
    expired: bool = False
    revoked: str = ""  # why

    @property
    def named(self) -> tuple[str, str, str]:
        return self.issued.digest, self.issued.product, self.issued.repository


State: TypeAlias = Absent | Certificate


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case IssueCertificate(), _:
            return _issue(command, state, by)
        case _, Absent():
            raise Missing("no-such-certificate")
        case RenewCertificate(until, publisher), Certificate():
            must_review(by)
            must_not_be_own(publisher, by)
            return _renew(until, state, by)
        case ExpireCertificate(), Certificate():
            return _expire(state, by)
        case RevokeCertificate(reason), Certificate():
            return _revoke(reason, state, by)
    raise TypeError(command)


def _issue(command: IssueCertificate, state: State, by: Context) -> list[Event]:
    if isinstance(state, Certificate) and state.issued.submission == command.submission:
        return []
    return [CertificateIssued(**vars(command), since=by.today)]


def _renew(until: date, state: Certificate, by: Context) -> list[Event]:
    if state.revoked:
        raise Conflicting("certificate-revoked", state.revoked[:200])
    if until == state.until and not state.expired:
        return []
    if not max(by.today, state.until) <= until <= by.today + LONGEST:
        raise Invalid("day-out-of-range", f"until: after {state.until.isoformat()}, at most two years ahead")
    digest, product, repository = state.named
    return [CertificateRenewed(digest, product, repository, until)]


def _expire(state: Certificate, by: Context) -> list[Event]:
    """Judged when the day has come: it may have been renewed meanwhile."""
    over = state.expired or state.revoked
    return [] if over or state.until >= by.today else [CertificateExpired(*state.named)]


def _revoke(reason: str, state: Certificate, by: Context) -> list[Event]:
    must_review(by)
    reason = reason.strip()
    if not reason or len(reason) > REASON:
        raise Invalid("reasons-missing")
    return [] if state.revoked else [CertificateRevoked(*state.named, reason)]


def evolve(state: State, event: Event) -> State:
    match event, state:
        case CertificateIssued(until=until), _:
            return Certificate(event, until)
        case CertificateRenewed(until=until), Certificate():
            return replace(state, until=until, expired=False)
        case CertificateExpired(), Certificate():
            return replace(state, expired=True)
        case CertificateRevoked(reason=reason), Certificate():
            return replace(state, revoked=reason)
    raise TypeError(event)


def subject_of(repository: str, digest: str) -> str:
    return f"{repository}@{digest}"


certificate: Decider[Command, State, Event] = Decider("certificate", Absent(), decide, evolve)
