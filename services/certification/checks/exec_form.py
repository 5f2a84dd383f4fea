"""The program itself gets the signal to stop, not a shell that keeps it."""

import re

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.remedies import remedy

EXECS = re.compile(r"\s*exec\s")


def run(image: Image, observed: Observed) -> Outcome:
    lines = {"entrypoint": image.config.entrypoint, "cmd": image.config.cmd}
    wrapped = [part for part, line in lines.items() if part in image.config.shell_form and not _execs(line)]
    if not wrapped:
        return passes()
    what = said("shell-keeps-sigterm")
    return fails(*(Finding(part.upper(), what, remedy("write-list", part=part.upper())) for part in wrapped))


def _execs(line: tuple[str, ...]) -> bool:
    """A shell that becomes the program."""
    return bool(line) and bool(EXECS.match(line[-1]))


CHECK = Check("exec-form", "shape", run)
