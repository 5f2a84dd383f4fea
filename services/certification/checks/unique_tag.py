"""A version's image can be told from the next one by its tag."""

import re

from services.certification.checks.outcome import Check, Finding, Outcome, fails, not_run, passes
from services.certification.checks.reference import parse
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy

BESIDE_AN_IMAGE = re.compile(r"sha256-[0-9a-f]{64}(\.[a-z]+)?")  # signatures and attestations


def run(image: Image, observed: Observed) -> Outcome:
    asked = parse(image.reference)
    tags = {tag for tag in (*image.tags, asked.tag if asked else "") if tag and not BESIDE_AN_IMAGE.fullmatch(tag)}
    if not tags:
        return not_run(said("no-tag-known"))
    versions = sorted(tag for tag in tags if tag.lower() != "latest")
    if versions:
        return passes(", ".join(versions[:5]))
    what = said("latest-alone")
    return fails(Finding(located("tag", name="latest"), what, remedy("push-version-tag")))


CHECK = Check("unique-tag", "identity", run)
