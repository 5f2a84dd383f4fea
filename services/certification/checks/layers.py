"""An image is pulled and kept layer by layer: not too many."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    count, limit = len(image.layers), observed.rules.layers
    if count <= limit:
        return passes(f"{count} layers")
    do = remedy("join-steps")
    return fails(Finding("manifest", said("too-many-layers", layers=count, allowed=limit), do), told=f"{count} layers")


CHECK = Check("layers", "shape", run)
