"""What another scanner reported of an image, in the place of our own comparison: Trivy's, Grype's or anybody's SARIF.

Findings keep the name of who found them. What has no package or no advisory is left out, and an unknown severity
stays unknown.
"""

import json

from services.certification.examining.imported import grype, sarif, trivy
from services.certification.examining.imported.values import UNDATED, Imported

__all__ = ["UNDATED", "Imported", "NoReport", "read"]

FORMS = ((trivy.is_one, trivy.read), (grype.is_one, grype.read), (sarif.is_one, sarif.read))


class NoReport(Exception):
    """The text is none of the reports that we read; says what it lacks."""


def read(text: str) -> Imported:
    """Raises NoReport."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise NoReport(f"it is no JSON: {wrong}") from None
    for is_one, read_it in FORMS:
        if isinstance(told, dict) and is_one(told):
            return read_it(told)
    raise NoReport("it is no report of Trivy or Grype, and no SARIF")
