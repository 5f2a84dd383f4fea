"""An examination of a compose file: a text, which has neither platforms nor packages."""

import hashlib
from collections.abc import Callable

from services.certification.checks import compose, known_images
from services.certification.checks.composition import Known
from services.certification.checks.outcome import not_run
from services.certification.examining.policy import Policy, weigh
from services.certification.examining.report import PlatformReport, Report, Weighed
from vocabulary.findings import said

ANY = "any platform"
UNASKED = said("no-store-asked")


def examine_compose(
    reference: str, text: str, known: Known | None, policy: Policy, tool: str, checked: Callable[[Weighed], None]
) -> Report:
    """`known` are the store's images; None: nobody asked a store, and what needs one is not run."""
    weighed = []
    for check, told in compose.check(text, known or {}):
        if policy.asks(check):
            outcome = not_run(UNASKED) if known is None and check.id == known_images.CHECK.id else told
            weighed.append(weigh(check, outcome, policy))
            checked(weighed[-1])
    digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    platform = PlatformReport(ANY, "", digest, tuple(weighed), (), None, b"")
    return Report(reference, digest, "compose", tool, policy.label, "", (platform,))
