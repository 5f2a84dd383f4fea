"""An index of packages is fetched where it is used: a step of its own stays in the build's cache and grows old."""

from services.certification.checks.history import runs
from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy

UPDATES = {
    "apt-get": ("update",),
    "apt": ("update",),
    "aptitude": ("update",),
    "apk": ("update",),
    "yum": ("makecache",),
    "dnf": ("makecache",),
    "microdnf": ("makecache",),
    "zypper": ("refresh", "ref"),
}
USES = frozenset(
    {"install", "upgrade", "full-upgrade", "dist-upgrade", "build-dep", "source", "satisfy", "download", "add"}
    | {"update", "in", "reinstall", "groupinstall"}  # update installs with yum, dnf and zypper
)


def run(image: Image, observed: Observed) -> Outcome:
    findings = [
        Finding(
            located("step", step=number),
            said("index-updated-alone", manager=manager),
            remedy("join-with-install", update=f"{manager} {UPDATES[manager][0]}", manager=manager),
        )
        for number, commands in runs(image.config.history)
        if (manager := _alone(commands))
    ]
    return fails(*findings) if findings else passes()


def _alone(commands: list[list[str]]) -> str:
    """The package manager whose index is fetched and not used afterwards; empty: none."""
    waiting = ""
    for name, *words in commands:
        manager = name.rpartition("/")[2]
        updates = UPDATES.get(manager)
        if updates is None:
            continue
        if not USES.difference(updates).isdisjoint(words):
            waiting = ""
        elif not set(updates).isdisjoint(words):
            waiting = manager
    return waiting


CHECK = Check("index-update-alone", "hygiene", run)
