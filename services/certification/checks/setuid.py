"""Programs that run with their owner's rights, whoever starts them, are listed."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Entry, Image
from services.certification.scan.observed import Observed
from vocabulary.remedies import remedy

SETUID, SETGID = 0o4000, 0o2000


def run(image: Image, observed: Observed) -> Outcome:
    found = [entry for entry in image.files if entry.kind == "file" and entry.mode & (SETUID | SETGID)]
    if not found:
        return passes("none")
    return fails(
        *(_finding(entry) for entry in sorted(found, key=lambda entry: entry.path)), told=f"{len(found)} files"
    )


def _finding(entry: Entry) -> Finding:
    ids = (entry.mode & SETUID and f"setuid (owner {entry.uid})", entry.mode & SETGID and f"setgid (group {entry.gid})")
    what = f"is {' and '.join(each for each in ids if each)}"
    return Finding(f"/{entry.path}", what, remedy("drop-setuid", file=entry.path))


CHECK = Check("setuid", "hygiene", "No setuid or setgid programs", run)
