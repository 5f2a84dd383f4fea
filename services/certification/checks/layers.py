"""An image is pulled and kept layer by layer: not too many."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    count, limit = len(image.layers), observed.rules.layers
    if count <= limit:
        return passes(f"{count} layers")
    do = remedy("join-steps")
    return fails(Finding("manifest", f"has {count} layers, {limit} are allowed", do), told=f"{count} layers")


CHECK = Check("layers", "shape", "Not more layers than allowed", run)
