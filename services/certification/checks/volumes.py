"""No volume covers what the kernel shows to a container."""

from posixpath import normpath

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import said
from vocabulary.remedies import remedy

OF_THE_KERNEL = ("/dev", "/proc", "/sys")


def run(image: Image, observed: Observed) -> Outcome:
    wrong = [volume for volume in image.config.volumes if _covers(volume)]
    if not wrong:
        return passes(", ".join(image.config.volumes) or fact("none"))
    do = remedy("take-out-of-volume")
    return fails(*(Finding(f"VOLUME {volume}", said("volume-of-kernel"), do) for volume in wrong))


def _covers(volume: str) -> bool:
    path = "/" + normpath("/" + volume.strip()).lstrip("/")
    return path == "/" or any(path == folder or path.startswith(f"{folder}/") for folder in OF_THE_KERNEL)


CHECK = Check("volumes", "shape", run)
