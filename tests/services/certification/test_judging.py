"""What was found in an image becomes its rating: a hole counts once, by whichever of its versions lacks a fix."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.certification.policies import judging
from services.certification.scan.advisory import Found

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
LACKS = Found("CVE-2026-1", (), "openssl", "3.0.14", "3.0.15", "critical", 9.8, SINCE, "var/lib/dpkg/status")
UNMENDED = replace(LACKS, version="1.1.1", fixed="")


@pytest.mark.parametrize("found", [(LACKS, UNMENDED), (UNMENDED, LACKS)])
def test_a_version_that_nobody_mends_hides_no_fix_that_another_one_lacks(found: tuple[Found, ...]) -> None:
    rated = judging.rating("acme/db", "linux/amd64", found, (), date(2026, 11, 1))
    assert (rated.grade, rated.critical) == ("E", 1)
