"""Looking at a bundle that somebody made: whether it is whole, who signed it, and what its report says."""

import os
from collections.abc import Sequence
from pathlib import Path

from cli.chandlery import printing
from cli.chandlery.certifying.asked import Submission
from cli.chandlery.certifying.policies import text_of
from cli.chandlery.certifying.submitting import submit
from cli.chandlery.printing import Stop
from services.certification.reports.bundle import BadBundle, Verified, verify
from services.certification.reports.printable import text
from services.certification.reports.signing import BadKey


def look_at(path: Path, keys: Sequence[Path], submission: Submission | None = None) -> bool:
    """Whether its image passed; submits it then. Raises Stop with exit code 1 where it is not what it says."""
    try:
        told = verify(path.read_bytes(), [text_of(key) for key in keys])
    except (BadBundle, BadKey) as wrong:
        raise Stop(f"{path}: {text(str(wrong))}") from wrong
    _say(told)
    passed = told.report.get("passed") is True
    if submission is not None and passed:
        submit(str(told.report.get("reference")), told.digest, submission, os.environ)
    return passed


def _say(told: Verified) -> None:
    report = told.report
    out = printing.out()
    out.print(text(f"{report.get('reference')} {told.digest}"), markup=False)
    if told.signed_by:
        out.print(f"Signed by {', '.join(told.signed_by)}.")
    elif told.signatures:
        out.print("Signed, by whom was not looked at: name the publisher's key by --publisher-key.")
    else:
        out.print("Whole, but nobody signed it.")
    said = "passed" if report.get("passed") is True else "did not pass"
    out.print(text(f"It {said}, says {report.get('tool')} by the policy {report.get('policy')}."), markup=False)
