"""Which files' content is kept while layers pass: the few that checks read. Everything else is gone once it passed."""

from services.certification.scan.image import Entry

OS_RELEASE = ("etc/os-release", "usr/lib/os-release")
LARGEST = 4 * 1024 * 1024  # bytes of a file that is kept

NAMES = frozenset({*OS_RELEASE, "etc/passwd", "etc/shadow", "etc/group", "etc/gshadow"})


def keeps(entry: Entry) -> bool:
    """Whether `Files.content` can give this file later."""
    return entry.path in NAMES
