"""What a fact of the catalogue causes: at the registry, and later, where a time was set."""

from collections.abc import Sequence
from typing import Any

from eventlog.effects import JSON, Due, Effect
from eventlog.recorded import Recorded
from services.billing.events import PayoutsConnected, PayoutsDisconnected
from services.catalog.deciders.attesting import NoteExamined, NoteScanned
from services.catalog.deciders.publisher import NotePayouts
from services.catalog.deciders.trust import GiveUpProduct, NoteMended, NoteMissed
from services.catalog.events import (
    Bill,
    Holes,
    MissedFix,
    PublicationScheduled,
    PushNoticed,
    ReleaseRequested,
    RetagRequested,
    StagedRemoved,
    VersionExamined,
    VersionScanned,
    VersionYanked,
)
from services.certification.events import (
    CertificateExpired,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    ImageExamined,
    ImageRated,
    RemediationGivenUp,
    RemediationMissed,
    VexStated,
    VulnerabilityFixed,
    VulnerabilityFound,
)

READ, RELEASE, RETAG, YANK, UNSTAGE = "read-staged", "release", "retag", "yank", "unstage"
ATTEST = "attest"
PUBLISH = "publish"
FINDING = "policy:catalog.look-around"
JUDGED = (CertificateIssued, CertificateRenewed, CertificateExpired, CertificateRevoked, ImageRated)
MENDING = (VulnerabilityFound, VulnerabilityFixed, VexStated, RemediationMissed, RemediationGivenUp)


def effects(event: Any, recorded: Recorded) -> Sequence[Due | Effect]:
    match event:
        case PushNoticed():
            # A tag may come back to an image that it had before, so the key is the push and not the digest.
            return [Effect(READ, recorded.id, _image(event))]
        case ReleaseRequested(release=release):
            return [Effect(RELEASE, release, {"release": release, **_image(event)})]
        case RetagRequested(retag=retag):
            return [Effect(RETAG, retag, {"retag": retag, **_image(event)})]
        case VersionYanked(security=security):
            return [Effect(YANK, recorded.id, {"security": security, **_image(event)})]
        case StagedRemoved():
            return [Effect(UNSTAGE, recorded.id, _image(event))]
        case VersionExamined(repository=name, digest=digest) | VersionScanned(repository=name, digest=digest):
            return [Effect(ATTEST, recorded.id, {"repository": name, "digest": digest})]
        case PublicationScheduled(product=product, at=at):
            return [Due(PUBLISH, at, product, {"at": at.isoformat()})]
        case _:
            return []


def _image(event: Any) -> dict[str, JSON]:
    return {"repository": event.repository, "tag": event.tag, "digest": event.digest}


def after_billing(event: PayoutsConnected | PayoutsDisconnected) -> NotePayouts:
    """For the publisher that the event names."""
    return NotePayouts(isinstance(event, PayoutsConnected))


def no_more_certified(event: Any) -> str:
    """Why a product is certified no more, where it is not, after this event."""
    return {CertificateExpired: "expired", CertificateRevoked: "revoked"}.get(type(event), "withdrawn")


def mending(event: Any) -> NoteMissed | NoteMended | GiveUpProduct | None:
    """What a fact about a hole means for the hold of the product that the event names."""
    match event:
        case RemediationMissed(vulnerability=vulnerability, advisory=advisory, severity=severity, due=due):
            return NoteMissed(MissedFix(vulnerability, advisory, severity, due))
        case RemediationGivenUp(vulnerability=vulnerability):
            return GiveUpProduct(vulnerability)
        case VulnerabilityFixed(vulnerability=vulnerability):
            return NoteMended(vulnerability)
        case VexStated(vulnerability=vulnerability, status="not_affected" | "fixed"):
            return NoteMended(vulnerability)
        case VulnerabilityFound(vulnerability=vulnerability, due=due, at=at) if due is None or due > at:
            return NoteMended(vulnerability)  # its clock was set back, or stopped
        case _:
            return None


def to_be_stated(event: ImageExamined | ImageRated) -> NoteExamined | NoteScanned:
    """For the repository that the event names."""
    if isinstance(event, ImageExamined):
        bills = tuple(Bill(one.platform, one.digest, one.sbom) for one in event.platforms)
        return NoteExamined(event.digest, bills)
    counted = ((one.platform, one.critical, one.high, one.medium, one.low, one.unrated) for one in event.platforms)
    return NoteScanned(event.digest, tuple(Holes(*one) for one in counted), event.advisories)
