"""What the image is made of is told: by its publisher, or read from it."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.attached import bill_kind, is_bill
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    beside = observed.attached
    bills = [one for one in beside.statements if is_bill(one)] if beside is not None else []
    if bills:
        best = max(bills, key=lambda one: (one.signed, one.packages))
        kind = bill_kind(best.predicate)
        return passes(fact("bill-signed" if best.signed else "bill-not-signed", kind=kind, count=best.packages))
    if image.packages:
        return passes(fact("bill-made", count=len(image.packages)))
    what = said("no-bill")
    return fails(Finding(located("bill"), what, remedy("attach-sbom")))


CHECK = Check("sbom", "supply-chain", run)
