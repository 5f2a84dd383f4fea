"""Whoever gets the file gets all of its images from the store."""

from services.certification.checks.composition import ComposeCheck, Composition, Known, Named
from services.certification.checks.outcome import Finding, Outcome, fails, not_run, passes
from services.certification.checks.reference import parse
from vocabulary.facts import counted
from vocabulary.findings import said
from vocabulary.remedies import remedy


def run(composition: Composition, known: Known) -> Outcome:
    if not composition.images and not composition.built:
        return not_run(said("no-image-named"))
    missing = [finding for named in composition.images if (finding := _missing(named, known))]
    what, do = said("built-where-started"), remedy("release-and-name")
    built = [Finding(where, what, do) for where in composition.built]
    return fails(*missing, *built) if missing or built else passes(counted("images", len(composition.images)))


def _missing(named: Named, known: Known) -> Finding | None:
    image = parse(named.image)
    if image is None:
        return Finding(named.where, said("cannot-be-looked-up", image=named.image), remedy("write-without-variables"))
    released = known.get(image.name)
    if released is None:
        do = remedy("release-or-name-another")
        return Finding(named.where, said("not-in-store", image=image.name), do)
    asked = image.digest or image.tag or "latest"
    if asked in released:
        return None
    return Finding(named.where, said("not-released", image=image.name, version=asked), remedy("name-released"))


CHECK = ComposeCheck("known-images", "compose", run)
