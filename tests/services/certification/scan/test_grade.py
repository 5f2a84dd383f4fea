from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.certification.scan.advisory import Found
from services.certification.scan.grade import Grade, Missing, grade, missing, worst

TODAY = date(2026, 11, 29)


def aged(severity: str, days: int) -> Missing:
    return Missing(severity, TODAY - timedelta(days=days))


def test_an_image_that_lacks_no_fix_is_graded_a_and_does_not_fall() -> None:
    assert grade([], TODAY) == Grade("A", None, "")


@pytest.mark.parametrize(
    ("severity", "days", "letter"),
    [
        ("critical", 0, "B"),
        ("critical", 7, "B"),
        ("critical", 8, "C"),
        ("critical", 30, "C"),
        ("critical", 31, "D"),
        ("critical", 90, "D"),
        ("critical", 91, "E"),
        ("critical", 365, "E"),
        ("critical", 366, "F"),
        ("high", 30, "B"),
        ("high", 31, "C"),
        ("high", 90, "C"),
        ("high", 91, "D"),
        ("high", 365, "D"),
        ("high", 366, "F"),
    ],
)
def test_the_age_of_a_missing_fix_says_the_grade(severity: str, days: int, letter: str) -> None:
    assert grade([aged(severity, days)], TODAY).letter == letter


def test_the_next_drop_is_told_before_it_comes() -> None:
    assert grade([aged("critical", 3), aged("high", 20)], TODAY) == Grade("B", TODAY + timedelta(days=5), "C")


def test_an_important_fix_that_is_older_than_a_year_takes_the_grade_from_d_to_f() -> None:
    assert grade([aged("high", 365)], TODAY) == Grade("D", TODAY + timedelta(days=1), "F")


def test_the_worst_grade_falls_no_further() -> None:
    assert grade([aged("critical", 400), aged("high", 1)], TODAY) == Grade("F", None, "")


def _found(severity: str, fixed: str) -> Found:
    published = datetime(2026, 11, 1, tzinfo=UTC)
    return Found("CVE-2026-1", (), "zlib", "1.2", fixed, severity, None, published, "var/lib/dpkg/status")  # type: ignore[arg-type]


def test_what_nobody_mended_and_what_is_moderate_does_not_count() -> None:
    assert missing([_found("critical", ""), _found("medium", "1.3"), _found("unknown", "1.3")]) == []
    assert missing([_found("high", "1.3")]) == [Missing("high", date(2026, 11, 1))]


def test_an_image_is_as_good_as_its_worst_platform() -> None:
    assert worst(["A", "C", "B"]) == "C"
    assert worst([]) == ""


FIXES = st.lists(st.builds(aged, st.sampled_from(["critical", "high"]), st.integers(-5, 500)), max_size=6)


@given(FIXES)
def test_the_grade_stays_until_its_next_drop_and_is_another_on_that_day(fixes: list[Missing]) -> None:
    now = grade(fixes, TODAY)
    if now.next_drop is None:
        assert grade(fixes, TODAY + timedelta(days=1000)).letter == now.letter
        return
    assert grade(fixes, now.next_drop - timedelta(days=1)).letter == now.letter
    assert grade(fixes, now.next_drop).letter == now.next_letter > now.letter


@given(FIXES)
def test_a_grade_means_what_red_hat_says_it_means(fixes: list[Missing]) -> None:
    ages = {severity: [(TODAY - fix.since).days for fix in fixes if fix.severity == severity] for severity in BOUNDS}
    means = {letter: all(age <= BOUNDS[s][at] for s in BOUNDS for age in ages[s]) for at, letter in enumerate("BCDE")}
    expected = "A" if not fixes else next((letter for letter, holds in means.items() if holds), "F")
    assert grade(fixes, TODAY).letter == expected


BOUNDS = {"critical": (7, 30, 90, 365), "high": (30, 90, 365, 365)}  # B, C, D, E
