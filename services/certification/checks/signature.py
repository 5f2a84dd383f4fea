"""Whoever publishes it has signed it, with a key that the store knows."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, not_run, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.remedies import remedy

SIGN = remedy("sign")
REGISTER = "register the public key in your publisher's settings"


def run(image: Image, observed: Observed) -> Outcome:
    beside = observed.attached
    if beside is None:
        return not_run("what lies beside the image was not looked at")
    valid = next((one for one in beside.signatures if one.valid), None)
    if valid is not None:
        return passes(f"by key {valid.key[:16]}, as a {'bundle' if valid.form == 'bundle' else 'tag'}")
    if not beside.signatures:
        return fails(Finding("signatures", "there is none", remedy("sign-and-register")), told="not signed")
    if not beside.keys:
        return not_run(f"it is signed, but no key of its publisher is known: {REGISTER}")
    wrong = dict.fromkeys((one.form, one.told) for one in beside.signatures)
    return fails(*(Finding(f"signature in a {form}", told, SIGN) for form, told in wrong), told="no valid signature")


CHECK = Check("signature", "supply-chain", "Signed by its publisher", run)
