"""What lies beneath is known and cared for by somebody."""

from services.certification.checks.beneath import base_of
from services.certification.checks.outcome import Check, Finding, Outcome, fails, not_run, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    if not observed.rules.bases:
        return not_run(said("no-bases-known"))
    if base := base_of(image, observed):
        return passes(base.name)
    where = located("layer-of", layer=1, digest=image.layers[0].diff_id) if image.layers else located("no-layer")
    return fails(Finding(where, said("base-not-approved"), remedy("build-from-approved")))


CHECK = Check("approved-base", "base", run)
