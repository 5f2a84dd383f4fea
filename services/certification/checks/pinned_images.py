"""What is started tomorrow is what was certified today."""

from services.certification.checks.composition import ComposeCheck, Composition, Known, Named
from services.certification.checks.outcome import Finding, Outcome, fails, not_run, passes
from services.certification.checks.reference import parse
from vocabulary.facts import counted
from vocabulary.findings import Said, said
from vocabulary.remedies import remedy

DO = remedy("name-tag-or-digest")


def run(composition: Composition, known: Known) -> Outcome:
    if not composition.images:
        return not_run(said("no-image-named"))
    findings = [Finding(named.where, what, DO) for named in composition.images if (what := _loose(named))]
    return fails(*findings) if findings else passes(counted("images", len(composition.images)))


def _loose(named: Named) -> Said | None:
    """What keeps an image from being the same tomorrow; None: nothing."""
    if "$" in named.image:
        return said("by-variable", image=named.image)
    image = parse(named.image)
    if image is None:
        return said("no-image-name", image=named.image)
    if image.digest:
        return None
    return said("newest", image=named.image) if image.tag in ("", "latest") else None


CHECK = ComposeCheck("pinned-images", "compose", run)
