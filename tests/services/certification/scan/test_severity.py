"""How bad something is: by its vector where there is one, else by its source's own word, said so."""

from typing import Any

import pytest

from services.certification.scan.severity import Rated, rated
from tests.services.certification.scan.advised import CRITICAL

V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N"
V3 = {"type": "CVSS_V3", "score": CRITICAL}


def test_a_vector_decides_and_no_word_is_told() -> None:
    word = {"database_specific": {"severity": "LOW"}, "summary": "Low: nothing"}
    assert rated({"severity": [V3], **word}) == Rated("critical", 9.8, CRITICAL)


def test_version_four_goes_before_three() -> None:
    assert rated({"severity": [V3, {"type": "CVSS_V4", "score": V4}]}) == Rated("medium", 6.9, V4)


@pytest.mark.parametrize(
    ("record", "severity", "said"),
    [
        ({"summary": "Important: kernel security update"}, "high", "Important"),
        ({"database_specific": {"severity": "MODERATE"}}, "medium", "MODERATE"),
        ({"severity": [{"type": "Ubuntu", "score": "medium"}]}, "medium", "medium"),
        ({"affected": [{"ecosystem_specific": {"urgency": "unimportant"}}]}, "low", "unimportant"),
        ({"summary": "Kernel: several holes"}, "unknown", ""),
    ],
)
def test_without_a_vector_its_sources_word_decides_and_is_told(record: Any, severity: str, said: str) -> None:
    found = rated(record)
    assert (found.severity, found.score, found.vector, found.said) == (severity, None, "", said)


def test_a_broken_vector_is_none() -> None:
    assert rated({"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:?"}], "summary": "Low: x"}).said == "Low"


def test_of_several_packages_vectors_the_worst_counts() -> None:
    mild = {"type": "CVSS_V3", "score": "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"}
    assert rated({"affected": [{"severity": [mild]}, {"severity": [V3]}]}).severity == "critical"
