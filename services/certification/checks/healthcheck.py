"""An engine can ask the software whether it is well."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.remedies import remedy

OFF = ((), ("NONE",))


def run(image: Image, observed: Observed) -> Outcome:
    health = image.config.healthcheck
    if health is not None and health.test not in OFF:
        return passes()
    what = said("healthcheck-missing" if health is None else "healthcheck-off")
    return fails(Finding("HEALTHCHECK", what, remedy("add-healthcheck")))


CHECK = Check("healthcheck", "shape", run)
