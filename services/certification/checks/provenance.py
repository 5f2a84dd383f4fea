"""Where the image was built, as its builder states it (SLSA provenance)."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, not_run, passes
from services.certification.scan.attached import is_provenance
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    beside = observed.attached
    if beside is None:
        return not_run(said("beside-not-looked-at"))
    stated = [one for one in beside.statements if is_provenance(one)]
    if not stated:
        what = said("no-provenance")
        return fails(Finding("provenance", what, remedy("state-provenance")))
    best = max(stated, key=lambda one: one.level)
    return passes(f"SLSA build level {best.level}" + (f", built by {best.builder}" if best.builder else ""))


CHECK = Check("provenance", "supply-chain", run)
