"""What is started stays within its containers: neither files nor networks nor powers of the host are given to it."""

from services.certification.checks.composition import ComposeCheck, Composition, Known
from services.certification.checks.outcome import Outcome, fails, passes
from vocabulary.facts import fact


def run(composition: Composition, known: Known) -> Outcome:
    return fails(*composition.reaching) if composition.reaching else passes(fact("nothing-of-host"))


CHECK = ComposeCheck("host-access", "compose", run)
