"""Software that is broken into should not be root."""

from services.certification.checks.accounts import PASSWD, lines
from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.remedies import remedy

DO = remedy("add-account")


def run(image: Image, observed: Observed) -> Outcome:
    user = image.config.user.partition(":")[0].strip()
    if not user:
        return fails(Finding("USER", said("user-not-set"), DO))
    number = _number(image, user)
    if number is None:
        what = said("user-unknown", user=user, file=PASSWD)
        return fails(Finding(f"USER {user}", what, remedy("add-user", user=user, file=PASSWD)))
    if number == 0:
        return fails(Finding(f"USER {image.config.user}", said("user-root"), DO))
    return passes(f"{user} ({number})" if user != str(number) else user)


def _number(image: Image, user: str) -> int | None:
    if user.isascii() and user.isdecimal():
        return int(user)
    numbers = (line[2] for line in lines(image.files, PASSWD) if line[0] == user and len(line) > 2)
    found = next(numbers, "0" if user == "root" else "")
    return int(found) if found.isascii() and found.isdecimal() else None


CHECK = Check("non-root", "shape", run)
