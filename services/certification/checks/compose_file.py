"""The compose file is one that Compose takes, whole in itself."""

from services.certification.checks.composition import ComposeCheck, Composition, Known
from services.certification.checks.outcome import Outcome, fails, passes
from vocabulary.facts import counted


def run(composition: Composition, known: Known) -> Outcome:
    if composition.problems:
        return fails(*composition.problems)
    return passes(counted("services", composition.services))


CHECK = ComposeCheck("compose-file", "compose", run)
