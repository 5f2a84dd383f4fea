"""Records of OSV become advisories, or are told as unusable with the place that is wrong."""

from typing import Any

import pytest

from services.certification.scan import osv
from services.certification.scan.advisory import Range
from tests.services.certification.scan.advised import record


def _ranges(*events: dict[str, str], ecosystem: str = "PyPI", kind: str = "ECOSYSTEM") -> tuple[Range, ...]:
    told = record("X-1", "a", ecosystem=ecosystem)
    told["affected"][0]["ranges"] = [{"type": kind, "events": list(events)}]
    return osv.parse(told).affected[0].ranges


def test_events_become_half_open_ranges() -> None:
    told = ({"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "2.0"}, {"last_affected": "2.4"})
    assert _ranges(*told) == (Range("0", "1.5"), Range("2.0", last_affected="2.4"))


def test_events_in_any_order_are_sorted_by_their_versions() -> None:
    told = ({"fixed": "1.10"}, {"introduced": "1.9"}, {"fixed": "1.2"}, {"introduced": "0"})
    assert _ranges(*told) == (Range("0", "1.2"), Range("1.9", "1.10"))


def test_what_was_introduced_and_never_ended_is_open() -> None:
    assert _ranges({"introduced": "3.0"}) == (Range("3.0"),)


def test_ranges_of_commits_say_nothing_of_packages() -> None:
    assert _ranges({"introduced": "0"}, {"fixed": "a" * 40}, kind="GIT") == ()


def test_cves_that_an_update_mends_are_told_beside_its_other_names() -> None:
    told = osv.parse(record("ALSA-1", "a", aliases=["X"], related=["CVE-2026-1", "OTHER"], upstream=["CVE-2026-2"]))
    assert (told.aliases, told.related) == (("X",), ("CVE-2026-2", "CVE-2026-1"))


def test_trimming_loses_nothing_that_is_read() -> None:
    whole = record("X-1", "a", "<1.0", summary="Low: x", details="long", references=[{"url": "https://x.example"}])
    assert osv.parse(osv.trimmed(whole)) == osv.parse(whole)
    assert "details" not in osv.trimmed(whole)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": ""}, "id is a line"),
        ({"id": "X\n1"}, "id is a line"),
        ({"modified": None}, "modified is missing"),
        ({"modified": "yesterday"}, "modified is a time"),
        ({"affected": {}}, "affected is a list"),
        ({"affected": ["x"]}, "affected holds objects"),
        ({"aliases": [1]}, "aliases holds texts"),
        ({"affected": [{"package": {"ecosystem": "PyPI"}}]}, "name is a line"),
        ({"affected": [{"package": {"ecosystem": "PyPI", "name": "a"}, "ranges": 1}]}, "ranges is a list"),
    ],
)
def test_what_is_wrong_with_a_record_is_named(change: Any, told: str) -> None:
    with pytest.raises(osv.Unusable, match=told):
        osv.parse(record("X-1", "a", "<1.0") | change)


def test_a_record_that_is_no_object_is_refused() -> None:
    with pytest.raises(osv.Unusable):
        osv.parse([])
