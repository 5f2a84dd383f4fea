"""What certification's facts mean for the product that they name."""

from dataclasses import replace
from typing import Any

import pytest

from services.catalog.deciders.trust import GiveUpProduct, NoteMended, NoteMissed
from services.catalog.events import MissedFix
from services.catalog.policies import mending, no_more_certified
from services.certification.events import CertificateExpired, CertificateRevoked
from tests.controls.catalog import version_released
from tests.controls.vulnerabilities import fixed, found, given_up, missed, unmended, vex_stated

HOLE = missed.vulnerability
LATE = replace(found, at=missed.due)


@pytest.mark.parametrize(
    ("fact", "command"),
    [
        (missed, NoteMissed(MissedFix(HOLE, "DSA-5764-1", "critical", missed.due))),
        (fixed, NoteMended(HOLE)),
        (vex_stated, NoteMended(HOLE)),
        (replace(vex_stated, status="affected"), None),
        (unmended, NoteMended(HOLE)),
        (found, NoteMended(HOLE)),
        (LATE, None),
        (given_up, GiveUpProduct(HOLE)),
    ],
)
def test_a_fact_about_a_hole_places_lifts_or_ends(fact: Any, command: Any) -> None:
    assert mending(fact) == command


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (CertificateExpired("sha256:1", "db", "acme/db"), "expired"),
        (CertificateRevoked("sha256:1", "db", "acme/db", "It lies."), "revoked"),
        (version_released, "withdrawn"),
    ],
)
def test_a_product_is_certified_no_more_for_a_reason(fact: Any, why: str) -> None:
    assert no_more_certified(fact) == why
