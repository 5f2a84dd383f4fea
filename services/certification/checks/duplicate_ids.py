"""One number, one account: else one owns what is another's."""

from collections import defaultdict
from collections.abc import Iterator

from services.certification.checks.accounts import GROUP, PASSWD, lines
from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import counted
from vocabulary.findings import said
from vocabulary.remedies import remedy


def run(image: Image, observed: Observed) -> Outcome:
    findings = [*_twice(image, PASSWD, "account"), *_twice(image, GROUP, "group")]
    return fails(*findings) if findings else passes(counted("accounts", len(lines(image.files, PASSWD))))


def _twice(image: Image, path: str, kind: str) -> Iterator[Finding]:
    names: dict[str, list[str]] = defaultdict(list)
    numbers: dict[str, list[str]] = defaultdict(list)
    for line in lines(image.files, path):
        if len(line) > 2:
            names[line[0]].append(line[2])
            numbers[line[2].lstrip("0") or "0"].append(line[0])
    for name, held in names.items():
        if len(held) > 1:
            yield Finding(
                f"/{path}, {name}",
                said("stands-more-than-once", times=len(held), held=", ".join(held[:5])),
                remedy(f"leave-one-{kind}", name=name),
            )
    for number, holders in numbers.items():
        if len(set(holders)) > 1:
            what = said("number-of-several", names=", ".join(holders[:5]))
            yield Finding(f"/{path}, {number}", what, remedy(f"{kind}-own-number"))


CHECK = Check("duplicate-ids", "hygiene", run)
