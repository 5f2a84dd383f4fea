"""Whoever gets the file gets all of its images from the store."""

from services.certification.checks.composition import ComposeCheck, Composition, Known, Named
from services.certification.checks.outcome import Finding, Outcome, fails, not_run, passes
from services.certification.checks.reference import parse
from vocabulary.remedies import remedy


def run(composition: Composition, known: Known) -> Outcome:
    if not composition.images and not composition.built:
        return not_run("the file names no image")
    missing = [finding for named in composition.images if (finding := _missing(named, known))]
    what, do = "is built where it is started", remedy("release-and-name")
    built = [Finding(where, what, do) for where in composition.built]
    return fails(*missing, *built) if missing or built else passes(f"{len(composition.images)} images")


def _missing(named: Named, known: Known) -> Finding | None:
    image = parse(named.image)
    if image is None:
        return Finding(named.where, f"{named.image} cannot be looked up", remedy("write-without-variables"))
    released = known.get(image.name)
    if released is None:
        do = remedy("release-or-name-another")
        return Finding(named.where, f"{image.name} is not in the store", do)
    asked = image.digest or image.tag or "latest"
    if asked in released:
        return None
    return Finding(named.where, f"{image.name} has no released version {asked}", remedy("name-released"))


CHECK = ComposeCheck("known-images", "compose", "The store has every image", run)
