from dataclasses import replace
from datetime import timedelta

import pytest

from eventlog.testing import Scenario, acting
from services.certification.deciders.remediation import CheckRemediation, GiveUp, Hole, NoteHoles, id_of, remediation
from services.certification.deciders.stating import StateVex
from tests.controls import vulnerabilities as controls
from tests.controls.vulnerabilities import AT, DATABASE, INDEX, fixed, given_up, missed

ID = id_of("acme/team", "DSA-5764-1", "openssl")
found, vex = replace(controls.found, vulnerability=ID), replace(controls.vex_stated, vulnerability=ID)
missed, given_up, fixed = (replace(each, vulnerability=ID) for each in (missed, given_up, fixed))
HOLE = Hole(
    found.platforms, found.advisory, found.aliases, "openssl", found.version, found.fixed, found.severity, found.score
)
NOTE = NoteHoles(DATABASE, "acme/team", INDEX, "16.4", True, (HOLE,))
NEXT = replace(NOTE, digest="sha256:" + "2b" * 32, tag="16.5")
VEX = StateVex("acme", ID, "not_affected", vex.justification, vex.statement)
DUE, MONTH = found.due, missed.revoked_at
ada = acting(controls.ADA, "acme:editor")
store = Scenario(remediation, acting("policy:certification.look")).on(AT)


def test_a_hole_in_a_certified_release_is_told_with_the_time_by_which_it_is_due() -> None:
    store.when(NOTE).then(found)


def test_the_same_holes_again_are_no_news() -> None:
    store.given(found).on(AT + timedelta(days=1)).when(NOTE).then()


@pytest.mark.parametrize(
    ("severity", "score", "days"),
    [
        ("critical", 9.0, 3),
        ("high", 7.0, 3),
        ("medium", 6.9, 7),
        ("medium", 4.0, 7),
        ("low", 3.9, None),
        ("high", None, 3),
        ("medium", None, 7),
        ("unknown", None, None),
    ],
)
def test_how_bad_it_is_says_how_soon_it_is_due(severity: str, score: float | None, days: int | None) -> None:
    due = None if days is None else AT + timedelta(days=days)
    hole = replace(HOLE, severity=severity, score=score)
    store.when(replace(NOTE, holes=(hole,))).then(replace(found, severity=severity, score=score, due=due))


def test_what_no_version_mends_has_no_clock() -> None:
    store.when(replace(NOTE, holes=(replace(HOLE, fixed=""),))).then(replace(found, fixed="", due=None))


def test_an_uncertified_repository_has_no_clocks() -> None:
    store.when(replace(NOTE, certified=False)).then(replace(found, due=None))


def test_a_clock_begins_with_the_first_version_that_mends_the_hole() -> None:
    at = AT + timedelta(days=20)
    begun = replace(found, due=at + timedelta(hours=72), at=at)
    store.given(replace(found, fixed="", due=None)).on(at).when(NOTE).then(begun)


def test_another_release_with_the_same_hole_wins_no_time() -> None:
    at = AT + timedelta(days=1)
    kept = replace(found, digest=NEXT.digest, tag="16.5", at=at)
    store.given(found).on(at).when(replace(NEXT, certified=False)).then(kept)


def test_a_hole_that_turns_out_graver_is_due_sooner_and_never_before_it_can_be_known() -> None:
    mild, at = replace(found, severity="medium", score=5.0, due=AT + timedelta(days=7)), AT + timedelta(days=6)
    store.given(mild).on(at).when(NOTE).then(replace(found, due=AT + timedelta(days=7), at=at))
    early = AT + timedelta(days=1)
    store.given(mild).on(early).when(NOTE).then(replace(found, due=early + timedelta(hours=72), at=early))


def test_a_release_without_the_hole_mends_it() -> None:
    store.given(found).on(fixed.at).when(replace(NEXT, holes=())).then(fixed)


def test_a_hole_that_the_same_image_has_no_more_was_taken_back_by_its_source() -> None:
    store.given(found).on(fixed.at).when(replace(NOTE, holes=())).then(replace(fixed, how="withdrawn"))


def test_what_is_not_mended_when_it_is_due_is_missed_once() -> None:
    on_time = store.given(found).on(DUE)
    on_time.when(CheckRemediation(ID, DUE)).then(missed)
    on_time.given(missed).when(CheckRemediation(ID, DUE)).then()


def test_what_was_mended_or_has_another_time_is_not_missed() -> None:
    store.given(found, fixed).on(DUE).when(CheckRemediation(ID, DUE)).then()
    store.given(found).on(DUE).when(CheckRemediation(ID, DUE + timedelta(days=4))).then()


def test_what_is_still_missed_a_month_later_is_given_up() -> None:
    late = store.given(found, missed).on(MONTH)
    late.when(GiveUp(ID)).then(given_up)
    late.given(given_up).when(GiveUp(ID)).then()


def test_what_was_mended_within_the_month_is_not_given_up() -> None:
    store.given(found, missed, fixed).on(MONTH).when(GiveUp(ID)).then()


def test_a_publisher_says_that_a_hole_does_not_touch_its_product() -> None:
    said = store.given(found).by(ada).on(vex.at)
    said.when(VEX).then(vex)
    said.given(vex).when(VEX).then()


def test_what_does_not_touch_the_product_is_not_missed() -> None:
    store.given(found, vex).on(DUE).when(CheckRemediation(ID, DUE)).then()
    assert store.given(found, missed, vex).state.missed == frozenset()


def test_a_word_taken_back_lets_the_clock_run_as_if_it_had_never_been_said() -> None:
    taken = StateVex("acme", ID, "affected", "", "We were wrong.")
    again = replace(vex, status="affected", justification="", statement="We were wrong.", at=DUE)
    store.given(found, vex).by(ada).on(DUE).when(taken).then(again, missed)


def test_a_hole_of_which_its_publisher_spoke_before_has_no_clock_when_it_returns() -> None:
    at = AT + timedelta(days=9)
    store.given(found, vex, fixed).on(at).when(NOTE).then(replace(found, due=None, at=at))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"status": "harmless"}, "vex-status-unknown"),
        ({"justification": ""}, "vex-justification-missing"),
        ({"status": "fixed"}, "vex-justification-missing"),
        ({"status": "affected", "justification": "", "statement": " "}, "vex-statement-missing"),
        ({"statement": "a" * 2001}, "vex-statement-missing"),
        ({"vulnerability": "another"}, "no-such-vulnerability"),
    ],
)
def test_a_statement_that_says_too_little_is_refused(wrong: dict[str, str], code: str) -> None:
    store.given(found).by(ada).when(replace(VEX, **wrong)).then_refused(code)  # type: ignore[arg-type]


def test_another_publisher_says_nothing_of_it() -> None:
    store.given(found).by(acting("bob", "initech:owner")).when(VEX).then_refused("not-yours")


@pytest.mark.parametrize("command", [NOTE, CheckRemediation(ID, found.at), GiveUp(ID)])
def test_clocks_are_the_stores_own(command: NoteHoles | CheckRemediation | GiveUp) -> None:
    store.given(found).by(ada).when(command).then_refused("store-only")
