"""What is started tomorrow is what was certified today."""

from services.certification.checks.composition import ComposeCheck, Composition, Known, Named
from services.certification.checks.outcome import Finding, Outcome, fails, not_run, passes
from services.certification.checks.reference import parse
from vocabulary.remedies import remedy

DO = remedy("name-tag-or-digest")


def run(composition: Composition, known: Known) -> Outcome:
    if not composition.images:
        return not_run("the file names no image")
    findings = [Finding(named.where, what, DO) for named in composition.images if (what := _loose(named))]
    return fails(*findings) if findings else passes(f"{len(composition.images)} images")


def _loose(named: Named) -> str:
    """What keeps an image from being the same tomorrow; empty: nothing."""
    if "$" in named.image:
        return f"{named.image} is chosen by a variable"
    image = parse(named.image)
    if image is None:
        return f"{named.image} is no name of an image"
    if image.digest:
        return ""
    return f"{named.image} is whatever is newest" if image.tag in ("", "latest") else ""


CHECK = ComposeCheck("pinned-images", "compose", "Every image is named by digest or by a released tag", run)
