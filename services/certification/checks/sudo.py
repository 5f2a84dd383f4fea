"""A build is root already, and a container should not become it."""

from services.certification.checks.history import runs
from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy

DO = remedy("leave-sudo-out")


def run(image: Image, observed: Observed) -> Outcome:
    findings = [
        Finding(located("step", step=number), said("sudo"), DO)
        for number, commands in runs(image.config.history)
        for words in commands
        if words[0].rpartition("/")[2] == "sudo"
    ]
    return fails(*findings) if findings else passes()


CHECK = Check("sudo", "hygiene", run)
