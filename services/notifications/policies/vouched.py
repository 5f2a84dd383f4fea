"""What certification vouches for until a day: certificates, and checks that are waived."""

from typing import Any

from eventlog.recorded import Recorded
from services.certification.events import CertificateIssued, CertificateRenewed, CertificateRevoked, CheckWaived
from services.notifications.deciders.ending import NoteEnding, SettleEnding
from services.notifications.policies import audience
from services.notifications.policies.known import Known
from services.notifications.policies.running_out import Ends, after, noted

ENDINGS = (CertificateIssued, CertificateRenewed, CertificateRevoked, CheckWaived)


def endings(event: Any, fact: Recorded, known: Known) -> Ends:
    """One that expires on its day is not settled: its publisher is told that it has."""
    match event:
        case CertificateIssued() | CertificateRenewed():
            return [_certificate(event, known)]
        case CertificateRevoked(digest=digest):
            return [SettleEnding(f"certificate:{digest}", fact.time)]
        case CheckWaived():
            return [_waiver(event, known)]
        case _:
            return []


def _certificate(event: CertificateIssued | CertificateRenewed, known: Known) -> NoteEnding:
    product = known.product(event.product)
    return noted(
        f"certificate:{event.digest}",
        "certificate.ending",
        audience.publisher(product.publisher, "team"),
        after(event.until),
        link=f"{product.desk}/certification",
        product=product,
        told={"version": known.certified_tag(event.repository, event.digest)},
    )


def _waiver(event: CheckWaived, known: Known) -> NoteEnding:
    about, product = known.submission(event.submission), known.product(event.product)
    return noted(
        f"waiver:{event.submission}:{event.check}",
        "waiver.ending",
        audience.publisher(about.publisher, "team"),
        after(event.until),
        link=f"/publish/{about.publisher}/submissions/{about.id}",
        product=product,
        told={"check": event.check, "version": about.tag},
    )
