"""An image is small enough to be pulled by everybody."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    stored, limit = sum(layer.size for layer in image.layers), observed.rules.size
    told = fact("stored", size=_megabytes(stored))
    if stored <= limit:
        return passes(told)
    place, largest = max(enumerate(image.layers, start=1), key=lambda numbered: numbered[1].size)
    sizes = {"largest": _megabytes(largest.size), "stored": _megabytes(stored), "allowed": _megabytes(limit)}
    return fails(
        Finding(located("layer", layer=place), said("layer-largest", **sizes), remedy("leave-out-of-stage")), told=told
    )


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.1f} MB"


CHECK = Check("size", "shape", run)
