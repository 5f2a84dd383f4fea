"""Another release of the distribution comes by another base image, not over the one beneath."""

from services.certification.checks.history import runs
from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy

APT = frozenset({"apt", "apt-get", "aptitude"})
VERBS = frozenset({"dist-upgrade", "full-upgrade"})
WHOLE = frozenset({"do-release-upgrade"})


def run(image: Image, observed: Observed) -> Outcome:
    findings = [
        Finding(
            located("step", step=number), said("distribution-upgraded", command=words[0]), remedy("build-newer-base")
        )
        for number, commands in runs(image.config.history)
        for words in commands
        if _upgrades(words)
    ]
    return fails(*findings) if findings else passes()


def _upgrades(words: list[str]) -> bool:
    name = words[0].rpartition("/")[2]
    return name in WHOLE or (name in APT and not VERBS.isdisjoint(words[1:]))


CHECK = Check("dist-upgrade", "hygiene", run)
