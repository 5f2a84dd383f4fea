"""The image says itself what it is and from whom."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy

OCI = "org.opencontainers.image."
OLDER = {
    "title": ("org.label-schema.name", "name"),
    "vendor": ("org.label-schema.vendor", "vendor"),
    "version": ("org.label-schema.version", "version"),
    "source": ("org.label-schema.vcs-url", "url"),
    "licenses": ("org.label-schema.license", "license"),
    "description": ("org.label-schema.description", "description", "summary"),
}


def told(image: Image, key: str) -> str:
    """What it says under a key: of its manifest or index, else of its labels, also by names older than OCI's."""
    for where in (image.annotations, image.config.labels):
        for name in (f"{OCI}{key}", *OLDER[key]):
            if value := where.get(name, "").strip():
                return value
    return ""


def run(image: Image, observed: Observed) -> Outcome:
    missing = [key for key in OLDER if not told(image, key)]
    if missing:
        return fails(*(_finding(key) for key in missing))
    return passes(f"{told(image, 'title')} {told(image, 'version')}")


def _finding(key: str) -> Finding:
    name = f"{OCI}{key}"
    return Finding(located("annotation", name=name), said("missing-or-empty"), remedy("add-annotation", name=name))


CHECK = Check("annotations", "identity", run)
