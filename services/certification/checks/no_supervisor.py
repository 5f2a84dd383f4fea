"""One container, one concern: the engine sees it end, restarts it, and reads its log."""

import re
from posixpath import basename

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.remedies import remedy

SUPERVISORS = frozenset(
    {"supervisord", "circusd", "s6-svscan", "runsvdir", "runit", "monit", "god", "pm2", "systemd", "my_init"}
)
SYSTEM_INITS = ("/sbin/init", "/usr/sbin/init", "/bin/init")
INSTALLED = frozenset({"supervisord", "circusd", "s6-svscan"})  # runsvdir comes with every busybox
FOLDERS = (
    "bin",
    "sbin",
    "usr/bin",
    "usr/sbin",
    "usr/local/bin",
    "usr/local/sbin",
    "command",
    "opt/venv/bin",
    "venv/bin",
)
DO = remedy("start-one-program")


def run(image: Image, observed: Observed) -> Outcome:
    findings = [*_started(image), *_installed(image)]
    return fails(*findings) if findings else passes()


def _started(image: Image) -> list[Finding]:
    config = image.config
    parts = {"ENTRYPOINT": config.entrypoint, "CMD": config.cmd}
    return [
        Finding(f"{part} {word}", said("supervisor-started"), DO)
        for part, line in parts.items()
        for word in dict.fromkeys(word for written in line for word in re.split(r"[\s;&|]+", written))
        if basename(word) in SUPERVISORS or word in SYSTEM_INITS or (word == "/init" and _s6(image))
    ]


def _s6(image: Image) -> bool:
    """s6-overlay's own start."""
    return any(image.files.get(path) for path in ("etc/s6-overlay", "etc/services.d", "package/admin/s6"))


def _installed(image: Image) -> list[Finding]:
    places = (f"{folder}/{program}" for folder in FOLDERS for program in sorted(INSTALLED))
    found = [path for path in places if (entry := image.files.get(path)) and entry.kind in ("file", "link")]
    return [Finding(f"/{path}", said("supervisor-installed"), DO) for path in found]


CHECK = Check("no-supervisor", "shape", run)
