from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from services.certification.checks.outcome import Finding
from services.certification.examining.report import Report, Weighed
from services.certification.reports.terminal import Terminal
from tests.services.certification.reports.examples import BAD, BROKEN, FAILED, GOOD, HOLE, PASSED, platform, report


def shown(told: Report, width: int = 100, *, whole: bool = False) -> str:
    out = StringIO()
    console = Console(file=out, width=width, no_color=True)
    console.print(Terminal(told, whole=whole))
    return out.getvalue()


def test_a_finding_says_where_what_and_what_to_do() -> None:
    text = shown(report(BAD))
    for told in ("etc/shadow", "the account “demo” has an empty password", "Lock it: passwd --lock demo"):
        assert told in text


def test_what_is_in_the_way_stands_before_what_passed() -> None:
    text = shown(report(BAD))
    assert text.index("In the way of a certificate") < text.index("Passed: layers")


def test_a_platform_that_was_not_examined_is_told_with_the_reason() -> None:
    text = shown(report(GOOD, BROKEN))
    assert "linux/s390x  not examined" in text
    assert "layer 2 is cut off" in text
    assert text.rstrip().endswith("Failed: linux/s390x.")


def test_an_image_whose_platforms_all_passed_passed() -> None:
    assert shown(report(GOOD)).rstrip().endswith("Passed.")


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, shown(report(), width).splitlines())) <= width


def test_a_hole_is_named_by_its_cve_with_the_version_that_mends_it() -> None:
    line = next(line for line in shown(report(BAD)).splitlines() if "bash" in line)
    assert line.split() == ["high", "7.8", "bash", "5.1-2", "5.2", "CVE-2022-3715"]


def test_another_scanners_finding_says_whose_it_is() -> None:
    foreign = replace(GOOD, found=(replace(HOLE, source="grype"),))
    assert "CVE-2022-3715 (grype)" in shown(report(foreign))


def test_a_file_name_cannot_move_the_cursor() -> None:
    hostile = Weighed(
        "setuid", "hygiene", "No file is setuid", "required", "fail", "", (Finding("a\x1b[2Jb", "is\u202eit", "go"),)
    )
    text = shown(report(platform(hostile)))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert r"a\x1b[2Jb" in text


def test_many_findings_are_cut_short_unless_all_are_asked_for() -> None:
    many = tuple(Finding(f"file-{number}", "is wrong", "mend it") for number in range(30))
    told = report(platform(Weighed("setuid", "hygiene", "No setuid", "required", "fail", "", many)))
    assert "and 22 more" in shown(told)
    assert "file-29" in shown(told, whole=True)


def test_a_check_that_passed_has_its_own_line_where_all_is_asked_for() -> None:
    assert "At most 40 layers" not in shown(report(platform(PASSED, FAILED)))
    assert "14 layers" in shown(report(platform(PASSED, FAILED)), whole=True)


def test_a_platform_that_the_index_names_wrongly_has_its_own_name_and_the_wrong_one() -> None:
    assert "linux/amd64 (named linux/riscv64)" in shown(report(replace(GOOD, asked="linux/riscv64")))
    assert "named" not in shown(report(replace(GOOD, platform="linux/arm64/v8", asked="linux/arm64")))


def test_findings_that_are_mended_alike_say_how_once() -> None:
    alike = tuple(Finding(f"file-{number}", "is wrong", "mend it") for number in range(3))
    assert (
        shown(report(platform(Weighed("setuid", "hygiene", "t", "required", "fail", "", alike)))).count("mend it") == 1
    )


def test_what_no_engine_tried_says_how_it_can_be_tried() -> None:
    missing = Weighed("starts", "dynamic", "Starts", "required", "not_run", told="no engine")
    assert "--engine" in shown(report(platform(missing)))
    assert "--engine" not in shown(report(BAD))
