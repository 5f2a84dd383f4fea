"""Where the image was built, as its builder states it (SLSA provenance)."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, not_run, passes
from services.certification.scan.attached import is_provenance
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    beside = observed.attached
    if beside is None:
        return not_run("what lies beside the image was not looked at")
    stated = [one for one in beside.statements if is_provenance(one)]
    if not stated:
        what = "is not stated: SLSA build level 0"
        return fails(Finding("provenance", what, remedy("state-provenance")))
    best = max(stated, key=lambda one: one.level)
    return passes(f"SLSA build level {best.level}" + (f", built by {best.builder}" if best.builder else ""))


CHECK = Check("provenance", "supply-chain", "The build says where it came from", run)
