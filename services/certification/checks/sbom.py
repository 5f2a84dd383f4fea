"""What the image is made of is told: by its publisher, or read from it."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.attached import bill_kind, is_bill
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    beside = observed.attached
    bills = [one for one in beside.statements if is_bill(one)] if beside is not None else []
    if bills:
        best = max(bills, key=lambda one: (one.signed, one.packages))
        signed = "signed by its publisher" if best.signed else "not signed by a known key"
        return passes(f"{bill_kind(best.predicate)}, {best.packages} packages, {signed}")
    if image.packages:
        return passes(f"none beside it; made from {len(image.packages)} packages that were found")
    what = said("no-bill")
    return fails(Finding("bill of materials", what, remedy("attach-sbom")))


CHECK = Check("sbom", "supply-chain", run)
