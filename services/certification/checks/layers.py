"""An image is pulled and kept layer by layer: not too many."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import counted
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    count, limit = len(image.layers), observed.rules.layers
    told = counted("layers", count)
    if count <= limit:
        return passes(told)
    do = remedy("join-steps")
    return fails(Finding(located("manifest"), said("too-many-layers", layers=count, allowed=limit), do), told=told)


CHECK = Check("layers", "shape", run)
