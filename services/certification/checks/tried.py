"""Checks that an engine answers: what it tried with an image, step by step."""

from services.certification.checks.outcome import Check, Finding, Group, Outcome, fails, not_run, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import said
from vocabulary.places import located

NO_ENGINE = said("no-engine")


def of_step(id: str, group: Group, do: str, untried: str = "") -> Check:
    """The check of the step `id`; `do` is what to do where it failed.

    `untried`: why a step that the engine did not take says nothing against the image; empty: then it is not run.
    """

    def run(image: Image, observed: Observed) -> Outcome:
        tried = observed.tried
        if tried is None:
            return not_run(NO_ENGINE)
        step = tried.steps.get(id)
        if step is None and untried and not tried.problem:
            return passes(untried)
        if step is None:
            return not_run(tried.problem or said("step-before-failed"))
        if not step.tried:
            return not_run(step.told)
        if step.done:
            return passes(step.told or _seconds(step.seconds))
        return fails(Finding(located("engine", version=tried.engine), step.told or said("did-not"), do))

    return Check(id, group, run)


def _seconds(seconds: float) -> str:
    return fact("took", seconds=f"{seconds:.1f}") if seconds else ""
