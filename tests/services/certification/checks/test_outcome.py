"""What checks say stays readable, whatever an image holds."""

from services.certification.checks import judge
from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from tests.services.certification.images import image_of


def test_of_very_many_findings_the_first_are_kept_and_counted() -> None:
    outcome = fails(*(Finding(str(number), "is wrong", "mend it") for number in range(300)), told="files")
    assert (len(outcome.findings), outcome.told) == (100, "files; the first 100 of 300")


def test_a_long_text_of_an_images_own_is_cut() -> None:
    assert len(fails(Finding("x" * 9000, "is wrong", "mend it")).findings[0].where) == 500
    assert passes("y" * 9000).told.endswith("y…")


def test_a_check_that_breaks_could_not_be_run() -> None:
    def broken(image: Image, observed: Observed) -> Outcome:
        raise RecursionError("too deep")

    outcome = judge(Check("x", "shape", broken), image_of({}), Observed())
    assert (outcome.result, outcome.told) == ("error", "RecursionError: too deep")
