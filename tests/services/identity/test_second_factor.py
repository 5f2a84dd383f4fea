"""Signing in with a code of an app: which codes count, how often, and what is left when the app is gone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing, Refused
from services.identity.private import second_factor
from services.identity.private.second_factor import Factor
from tests.parts.authenticator import App
from tests.services.identity.conftest import PASSWORD, Desk

HOME = "192.0.2.7"
FACTOR = Factor(b"12345678901234567890", 0)  # RFC 6238, appendix B
SECOND_59 = datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)
CODE_59 = "287082"


def turned_on(desk: Desk, account: str) -> tuple[App, list[str]]:
    app = App(desk.rpc.begin_totp(account, desk.by(account))["secret"])
    answer = desk.rpc.enable_totp(account, app.code(), HOME, desk.by(account))
    return app, answer["recovery_codes"]


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


# which codes count


def test_the_code_is_the_one_that_the_rfc_gives() -> None:
    assert second_factor.step_of(FACTOR, CODE_59, SECOND_59) == 1


def test_a_code_may_be_typed_with_a_gap() -> None:
    assert second_factor.step_of(FACTOR, "287 082", SECOND_59) == 1


@pytest.mark.parametrize(("seconds", "counts"), [(-60, False), (-30, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_off(seconds: int, counts: bool) -> None:
    at = SECOND_59 + timedelta(seconds=seconds)
    assert (second_factor.step_of(FACTOR, CODE_59, at) is not None) == counts


@pytest.mark.parametrize("code", ["", "287081", "94287082", "２８７０８２", "a" * 1000])
def test_another_code_does_not_count(code: str) -> None:
    assert second_factor.step_of(FACTOR, code, SECOND_59) is None


def test_a_code_counts_once() -> None:
    assert second_factor.step_of(replace(FACTOR, step=1), CODE_59, SECOND_59) is None


def test_an_app_reads_the_secret_from_its_address() -> None:
    told = second_factor.address(FACTOR.secret, "ada@example.org")
    assert told.startswith("otpauth://totp/Chandlery:ada%40example.org?")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in told


# turning it on


def test_whoever_turned_it_on_is_asked_for_a_code(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    app, _ = turned_on(desk, account)
    with pytest.raises(Forbidden, match="second-factor-needed"):
        desk.rpc.authenticate(ada, PASSWORD, HOME)
    assert desk.rpc.authenticate(ada, PASSWORD, HOME, app.code()) == {"account": account}


def test_until_a_code_was_shown_the_password_is_enough(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    desk.rpc.begin_totp(account, desk.by(account))
    with pytest.raises(Invalid, match="second-factor-wrong"):
        desk.rpc.enable_totp(account, "000000", HOME, desk.by(account))
    assert desk.rpc.authenticate(ada, PASSWORD, HOME) == {"account": account}


def test_nothing_is_turned_on_that_was_not_begun(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    with pytest.raises(Missing, match="second-factor-not-begun"):
        desk.rpc.enable_totp(account, "000000", HOME, desk.by(account))


def test_another_secret_is_not_had_while_it_is_on(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    turned_on(desk, account)
    with pytest.raises(Conflicting, match="second-factor-on"):
        desk.rpc.begin_totp(account, desk.by(account))


def test_the_same_request_again_shows_no_recovery_codes_again(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    app = App(desk.rpc.begin_totp(account, desk.by(account))["secret"])
    code, by = app.code(), desk.by(account)
    answers = [desk.rpc.enable_totp(account, code, HOME, by) for _ in range(2)]
    assert [each["recovery_codes"] is None for each in answers] == [False, True]


def test_its_owner_is_told_by_mail(desk: Desk, ada: str) -> None:
    turned_on(desk, desk.member(ada))
    assert desk.letter(ada, 2)["Subject"] == "Two-factor sign-in is on"


def test_neither_secret_nor_codes_are_in_an_event(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    told = desk.rpc.begin_totp(account, desk.by(account))
    answer = desk.rpc.enable_totp(account, App(told["secret"]).code(), HOME, desk.by(account))
    kept = b"".join(file.read_bytes() for file in desk.folder.parent.glob("*.db*"))
    plain = [told["secret"].replace(" ", ""), *answer["recovery_codes"]]
    assert b"identity.totp-enabled" in kept
    assert not [text for text in plain if text.encode() in kept]


# signing in


def test_a_code_lets_in_once(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    app, _ = turned_on(desk, account)
    code = app.code()
    desk.rpc.authenticate(ada, PASSWORD, HOME, code)
    with pytest.raises(Forbidden, match="second-factor-wrong"):
        desk.rpc.authenticate(ada, PASSWORD, HOME, code)


def test_a_code_used_twice_at_once_lets_in_once(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    app, _ = turned_on(desk, account)
    code = app.code()
    calls = [desk.rpc.authenticate.call_async(ada, PASSWORD, HOME, code) for _ in range(4)]
    answers = []
    for call in calls:
        try:
            answers.append(call.result()["account"])
        except Forbidden as refused:
            answers.append(refused.code)
    assert sorted(answers) == sorted([account, *["second-factor-wrong"] * 3])


def test_the_page_asks_in_two_steps(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    app, _ = turned_on(desk, account)
    assert desk.rpc.begin_sign_in(ada, PASSWORD, HOME) == {"account": account, "second_factor": True}
    with pytest.raises(Forbidden, match="second-factor-wrong"):
        desk.rpc.finish_sign_in(account, "000000", HOME)
    assert desk.rpc.finish_sign_in(account, app.code(), HOME) == {"account": account}


def test_a_right_password_does_not_forget_wrong_codes(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    app, _ = turned_on(desk, account)
    for number in range(5):
        with pytest.raises(Forbidden, match="second-factor-wrong"):
            desk.rpc.authenticate(ada, PASSWORD, f"192.0.2.{number}", "000000")
    with pytest.raises(Forbidden, match="too-many-sign-ins"):
        desk.rpc.authenticate(ada, PASSWORD, "192.0.2.99", app.code())


def test_a_new_password_leaves_it_on(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    turned_on(desk, account)
    desk.rpc.change_password(account, PASSWORD, "a better password", HOME, desk.by(account))
    with pytest.raises(Forbidden, match="second-factor-needed"):
        desk.rpc.authenticate(ada, "a better password", HOME)


# without the app


def test_each_recovery_code_lets_in_once_however_it_is_typed(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    _, words = turned_on(desk, account)
    assert len(set(words)) == 10
    assert desk.rpc.authenticate(ada, PASSWORD, HOME, words[3].upper().replace("-", " ")) == {"account": account}
    with pytest.raises(Forbidden, match="second-factor-wrong"):
        desk.rpc.authenticate(ada, PASSWORD, HOME, words[3])
    assert desk.rpc.second_factor(account) == {"on": True, "recovery_codes": 9}


def test_a_recovery_code_is_nobody_elses(desk: Desk, ada: str, bob: str) -> None:
    _, words = turned_on(desk, desk.member(ada))
    turned_on(desk, desk.member(bob))
    with pytest.raises(Forbidden, match="second-factor-wrong"):
        desk.rpc.authenticate(bob, PASSWORD, HOME, words[0])


# turning it off


def test_it_is_turned_off_with_a_code_alone(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    app, _ = turned_on(desk, account)
    with pytest.raises(Forbidden) as refused:
        desk.rpc.disable_totp(account, "000000", HOME, desk.by(account))
    assert code_of(refused) == "second-factor-wrong"
    desk.rpc.disable_totp(account, app.code(), HOME, desk.by(account))
    assert desk.rpc.authenticate(ada, PASSWORD, HOME) == {"account": account}
    assert desk.rpc.second_factor(account) == {"on": False, "recovery_codes": 0}


def test_an_operator_lifts_it_and_nobody_else(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    turned_on(desk, account)
    with pytest.raises(Forbidden):
        desk.rpc.lift_second_factor(account, desk.by("somebody"))
    desk.rpc.lift_second_factor(account, desk.by("root", "operator"))
    assert desk.rpc.authenticate(ada, PASSWORD, HOME) == {"account": account}


def test_what_is_erased_keeps_no_secret(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    turned_on(desk, account)
    desk.rpc.erase(account, desk.by(account))
    with pytest.raises(Missing, match="account-unknown"):
        desk.rpc.second_factor(account)
