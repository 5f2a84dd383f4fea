"""What a package manager fetched to work with is not shipped."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.remedies import remedy

FOLDERS = {
    "var/lib/apt/lists": "rm -rf /var/lib/apt/lists/*",
    "var/cache/apt": "apt-get clean",
    "var/cache/apk": "apk add --no-cache",
    "etc/apk/cache": "apk add --no-cache",
    "var/cache/yum": "yum clean all",
    "var/cache/dnf": "dnf clean all",
    "var/cache/libdnf5": "dnf clean all",
    "var/cache/zypp": "zypper clean --all",
    "var/cache/pacman/pkg": "pacman -Scc --noconfirm",
}
NO_LIST = frozenset({"lock", ".dockerenv", ".gitkeep"})


def run(image: Image, observed: Observed) -> Outcome:
    findings = [finding for folder, clean in FOLDERS.items() if (finding := _left(image, folder, clean))]
    return fails(*findings) if findings else passes()


def _left(image: Image, folder: str, clean: str) -> Finding | None:
    files = [entry for entry in image.files.under(folder) if entry.kind == "file" and entry.size]
    left = [entry for entry in files if entry.path.rpartition("/")[2] not in NO_LIST]
    if not left:
        return None
    megabytes = sum(entry.size for entry in left) / 1_000_000
    what = said("lists-left", files=len(left), size=f"{megabytes:,.1f} MB")
    return Finding(f"/{folder}", what, remedy("end-run-with", command=clean))


CHECK = Check("package-lists-left", "hygiene", run)
