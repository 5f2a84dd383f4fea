"""Programs that run with their owner's rights, whoever starts them, are listed."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Entry, Image
from services.certification.scan.observed import Observed
from vocabulary.facts import counted, fact
from vocabulary.findings import Said, said
from vocabulary.remedies import remedy

SETUID, SETGID = 0o4000, 0o2000


def run(image: Image, observed: Observed) -> Outcome:
    found = [entry for entry in image.files if entry.kind == "file" and entry.mode & (SETUID | SETGID)]
    if not found:
        return passes(fact("none"))
    return fails(
        *(_finding(entry) for entry in sorted(found, key=lambda entry: entry.path)), told=counted("files", len(found))
    )


def _finding(entry: Entry) -> Finding:
    return Finding(f"/{entry.path}", _what(entry), remedy("drop-setuid", file=entry.path))


def _what(entry: Entry) -> Said:
    if entry.mode & SETUID and entry.mode & SETGID:
        return said("setuid-and-setgid", owner=entry.uid, group=entry.gid)
    return said("setuid", owner=entry.uid) if entry.mode & SETUID else said("setgid", group=entry.gid)


CHECK = Check("setuid", "hygiene", run)
