"""A base that was mended has been taken up."""

from services.certification.checks.beneath import base_of
from services.certification.checks.outcome import Check, Finding, Outcome, fails, not_run, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    base = base_of(image, observed)
    if base is None:
        return not_run(said("no-base-beneath"))
    if not base.outdated:
        return passes(base.name)
    where = located("layers", last=len(base.diff_ids))
    what = said("base-older", base=base.name)
    return fails(Finding(where, what, remedy("build-again", base=base.name)), told=base.name)


CHECK = Check("base-fresh", "base", run)
