"""Whoever runs the image can give it another command."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    config = image.config
    if not config.entrypoint and not config.cmd:
        do = remedy("name-what-starts")
        return fails(Finding(located("entrypoint-and-cmd"), said("nothing-starts"), do))
    if "entrypoint" in config.shell_form:
        what = said("shell-drops-arguments")
        return fails(Finding("ENTRYPOINT", what, remedy("write-entrypoint-list")))
    return passes((config.entrypoint or config.cmd)[0])


CHECK = Check("entrypoint-overridable", "shape", run)
