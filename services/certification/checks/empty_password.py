"""Nobody logs in without a password."""

from services.certification.checks.accounts import PASSWD, SHADOW, lines
from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import counted
from vocabulary.findings import said
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    told = {path: lines(image.files, path) for path in (SHADOW, PASSWD)}
    findings = [
        Finding(f"/{path}, {line[0]}", said("password-empty"), remedy("lock-account", account=line[0]))
        for path, written in told.items()
        for line in written
        if len(line) > 1 and not line[1]
    ]
    return fails(*findings) if findings else passes(counted("accounts", len(told[SHADOW] or told[PASSWD])))


CHECK = Check("empty-password", "hygiene", run)
