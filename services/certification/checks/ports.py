"""The ports that it names can be used, and lead to the software alone."""

import re

from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import said
from vocabulary.remedies import remedy

WRITTEN = re.compile(r"(?P<first>\d{1,5})(?:-(?P<last>\d{1,5}))?(?:/(?:tcp|udp|sctp))?", re.ASCII)
LOGINS = {22: "SSH", 23: "telnet", 512: "rexec", 513: "rlogin", 514: "rsh", 3389: "remote desktop"}


def run(image: Image, observed: Observed) -> Outcome:
    findings = [finding for port in image.config.ports if (finding := _judged(port))]
    return fails(*findings) if findings else passes(", ".join(image.config.ports) or fact("none"))


def _judged(port: str) -> Finding | None:
    where = f"EXPOSE {port}"
    read = WRITTEN.fullmatch(port)
    first, last = (int(read["first"]), int(read["last"] or read["first"])) if read else (0, 0)
    if not 1 <= first <= last <= 65535:
        return Finding(where, said("port-malformed"), remedy("write-port"))
    login = next((name for number, name in LOGINS.items() if first == last == number and not port.endswith("/udp")), "")
    if login:
        return Finding(where, said("port-for-logins", login=login), remedy("leave-to-exec"))
    return None


CHECK = Check("ports", "shape", run)
