"""What belongs to a developer's desk stays there."""

from collections.abc import Iterator

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import Said, said
from vocabulary.remedies import remedy

FOLDERS = frozenset(
    {
        ".cache",
        ".git",
        ".svn",
        ".hg",
        ".aws",
        ".azure",
        ".gcp",
        ".vscode",
        ".idea",
        ".npm",
        ".pytest_cache",
        ".mypy_cache",
    }
)
FILES = frozenset(
    {"Dockerfile", "docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml"}
    | {".dockerignore", ".gitignore", ".vimrc", ".DS_Store", ".bash_history", ".python_history"}
)
OTHERS_OWN = frozenset({"node_modules", "vendor", "site-packages", "dist-packages"})  # as their packages ship them


def run(image: Image, observed: Observed) -> Outcome:
    found = sorted(set(_found(image)))
    if not found:
        return passes()
    return fails(*(Finding(f"/{path}", what, remedy("ignore-or-copy-less")) for path, what in found))


def _found(image: Image) -> Iterator[tuple[str, Said]]:
    for entry in image.files:
        *folders, name = entry.path.split("/")
        if not OTHERS_OWN.isdisjoint(folders):
            continue
        place = next((place for place, folder in enumerate(folders) if folder in FOLDERS), None)
        if place is not None:
            yield "/".join(folders[: place + 1]), said("developers-folder")
        elif name in FILES and entry.kind == "file":
            yield entry.path, said("needless-file")


CHECK = Check("needless-files", "hygiene", run)
