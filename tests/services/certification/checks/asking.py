"""A check, asked of an image that was built and read."""

from typing import Any

from services.certification.checks.outcome import Check, Outcome
from services.certification.scan.observed import Observed, Rules
from tests.services.certification.images import Tree, image_of

NOTHING: Tree = {}
TITLED = {
    "org.opencontainers.image.title": "db",
    "org.opencontainers.image.vendor": "Acme",
    "org.opencontainers.image.version": "1.0.0",
    "org.opencontainers.image.source": "https://git.example/acme/db",
    "org.opencontainers.image.licenses": "Apache-2.0",
    "org.opencontainers.image.description": "A database",
}


def ask(check: Check, *layers: Tree, observed: Observed | None = None, **told: Any) -> Outcome:
    """`told` are the words of `image_of`: config, history, annotations, tags, reference."""
    return check.run(image_of(*(layers or (NOTHING,)), **told), observed or Observed())


def with_rules(**rules: Any) -> Observed:
    return Observed(rules=Rules(**rules))


def places(outcome: Outcome) -> list[str]:
    assert (outcome.result == "fail") == bool(outcome.findings)
    return [finding.where for finding in outcome.findings]
