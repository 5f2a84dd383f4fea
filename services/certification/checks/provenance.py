"""Where the image was built, as its builder states it (SLSA provenance)."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, not_run, passes
from services.certification.scan.attached import is_provenance
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    beside = observed.attached
    if beside is None:
        return not_run(said("beside-not-looked-at"))
    stated = [one for one in beside.statements if is_provenance(one)]
    if not stated:
        what = said("no-provenance")
        return fails(Finding(located("provenance"), what, remedy("state-provenance")))
    best = max(stated, key=lambda one: one.level)
    if best.builder:
        return passes(fact("build-level-builder", level=best.level, builder=best.builder))
    return passes(fact("build-level", level=best.level))


CHECK = Check("provenance", "supply-chain", run)
