"""Whoever runs the image can read on which terms."""

from services.certification.checks.annotations import told
from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Files, Image
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import said
from vocabulary.remedies import remedy

FOLDER = "licenses"


def run(image: Image, observed: Observed) -> Outcome:
    if texts := _texts(image.files):
        return passes(fact("licence-texts", count=texts, folder=FOLDER))
    if licences := told(image, "licenses"):
        return passes(licences)
    do = remedy("name-licence")
    return fails(Finding(f"/{FOLDER}", said("licence-missing"), do))


def _texts(files: Files) -> int:
    """Files that are not empty, links inside the image followed."""
    folder = files.resolve(FOLDER)
    if folder is None or folder.kind != "folder":
        return 0
    followed = (files.resolve(entry.path) for entry in files.under(folder.path) if entry.kind != "folder")
    return sum(1 for entry in followed if entry is not None and entry.kind == "file" and entry.size > 0)


CHECK = Check("licence-files", "identity", run)
