"""Whoever publishes it has signed it, with a key that the store knows."""

from services.certification.checks.outcome import Check, Finding, Outcome, fails, not_run, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy

SIGN = remedy("sign")


def run(image: Image, observed: Observed) -> Outcome:
    beside = observed.attached
    if beside is None:
        return not_run(said("beside-not-looked-at"))
    valid = next((one for one in beside.signatures if one.valid), None)
    if valid is not None:
        return passes(fact(f"signed-in-{valid.form}", key=valid.key[:16]))
    if not beside.signatures:
        return fails(
            Finding(located("signatures"), said("no-signature"), remedy("sign-and-register")), told=fact("not-signed")
        )
    if not beside.keys:
        return not_run(said("no-key-known"))
    wrong = dict.fromkeys((one.form, one.told) for one in beside.signatures)
    findings = (Finding(located(f"signature-in-{form}"), told, SIGN) for form, told in wrong)
    return fails(*findings, told=fact("no-valid-signature"))


CHECK = Check("signature", "supply-chain", run)
