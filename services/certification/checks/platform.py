"""An index leads each machine to an image that runs on it."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy

UNWRITTEN = {"linux/arm64/v8": "linux/arm64", "linux/arm/v7": "linux/arm"}  # containerd reads both as one


def run(image: Image, observed: Observed) -> Outcome:
    if not image.asked or _same(image.asked, image.platform):
        return passes(image.platform)
    what = said("platform-differs", asked=image.asked, own=image.platform)
    return fails(Finding(located("manifest-of", digest=image.digest), what, remedy("build-for", platform=image.asked)))


def _same(asked: str, own: str) -> bool:
    return UNWRITTEN.get(asked, asked) == UNWRITTEN.get(own, own)


CHECK = Check("platform", "identity", run)
