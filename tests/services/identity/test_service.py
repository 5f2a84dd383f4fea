"""Identity as others use it, on the real kernel: what people do with their accounts, from the first letter on."""

import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Any

import eventlet
import pytest

from eventlog.refusal import Forbidden, Invalid, Missing, Refused
from services.identity import private
from services.identity.service import Identity
from tests.mailing.test_mail import Inbox, smtp_server
from tests.parts.pace import seconds_of
from tests.parts.people import new_address
from tests.parts.services import config_in, running
from tests.services.identity.conftest import OPERATOR, PASSWORD, Desk
from vocabulary.access_token import AccessToken


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


# registering


def test_registering_answers_with_an_account_that_is_not_verified(desk: Desk, ada: str) -> None:
    answer = desk.rpc.register(ada.replace("@", "@MAIL."), "Ada", PASSWORD, desk.by())
    assert (answer["email"], answer["verified"]) == (ada.replace("@", "@mail."), False)
    assert answer["position"].startswith("identity:")


def test_the_mailed_link_verifies_the_address(desk: Desk, ada: str) -> None:
    account = desk.registers(ada)
    assert desk.rpc.verify_email(desk.link(ada), desk.by())["account"] == account
    assert desk.rpc.authenticate(ada, PASSWORD, "192.0.2.7") == {"account": account}


def test_the_link_leads_to_the_stores_own_address(desk: Desk, ada: str) -> None:
    desk.registers(ada)
    assert "http://store.example/verify/" in desk.letter(ada).get_content()


def test_registering_again_with_the_same_key_is_one_account_and_one_letter(desk: Desk, ada: str, bob: str) -> None:
    answers = [desk.rpc.register(ada, "Ada", PASSWORD, desk.by(key=ada)) for _ in range(2)]
    assert answers[0] == answers[1]
    desk.registers(bob)
    desk.letter(bob)
    assert len(desk.letters(ada)) == 1


def test_the_same_key_for_somebody_else_is_refused(desk: Desk, ada: str, bob: str) -> None:
    desk.rpc.register(ada, "Ada", PASSWORD, desk.by(key=ada))
    other = {**desk.by(key=ada), "fingerprint": "another request"}
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        desk.rpc.register(bob, "Bob", PASSWORD, other)


def test_a_taken_address_is_answered_alike_and_its_owner_is_told(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    answer = desk.rpc.register(ada.upper(), "Mallory", "another password", desk.by())
    assert sorted(answer) == ["email", "id", "position", "verified"]
    assert answer["id"] != account
    assert answer["verified"] is False
    assert desk.letter(ada, 2)["Subject"] == "You have an account already"


def test_who_tries_a_taken_address_does_not_get_in(desk: Desk, ada: str) -> None:
    desk.member(ada)
    desk.registers(ada, "another password")
    with pytest.raises(Forbidden, match="wrong-credentials"):
        desk.rpc.authenticate(ada, "another password", "192.0.2.7")


def test_an_address_that_nobody_verified_can_be_registered_anew(desk: Desk, ada: str) -> None:
    squatter = desk.registers(ada, "the squatter's own")
    account = desk.registers(ada)
    assert account != squatter
    with pytest.raises(Missing, match="link-expired"):
        desk.rpc.verify_email(desk.link(ada, 1), desk.by())
    assert desk.rpc.verify_email(desk.link(ada, 2), desk.by())["account"] == account


def test_two_accounts_with_one_address_at_the_same_moment_are_one(desk: Desk, ada: str) -> None:
    calls = [desk.rpc.register.call_async(ada, "Ada", PASSWORD, desk.by()) for _ in range(4)]
    answers = {call.result()["id"] for call in calls}
    holder = desk.rpc.account_of(ada)
    assert holder in answers


def test_nobody_floods_the_store_with_accounts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(private.FREE_TRIES, "asker", 2)
    for _ in range(2):
        desk.rpc.register(new_address("flood"), "Ada", PASSWORD, desk.by("visitor:flood"))
    with pytest.raises(Forbidden, match="too-many-requests"):
        desk.rpc.register(new_address("flood"), "Ada", PASSWORD, desk.by("visitor:flood"))
    assert desk.rpc.register(new_address("other"), "Ada", PASSWORD, desk.by("visitor:another"))


@pytest.mark.parametrize(
    ("email", "name", "password", "code"),
    [
        ("ada", "Ada", PASSWORD, "email-unfit"),
        ("ada@example.org\nBcc: all@example.org", "Ada", PASSWORD, "email-unfit"),
        ("ada@example.org", "", PASSWORD, "name-unfit"),
        ("ada@example.org", "Ada", "short", "password-too-short"),
    ],
)
def test_what_does_not_fit_is_refused(desk: Desk, email: str, name: str, password: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        desk.rpc.register(email, name, password, desk.by())
    assert code_of(refused) == code


def test_another_letter_can_be_asked_for_and_nobody_learns_who_has_an_account(desk: Desk, ada: str) -> None:
    desk.registers(ada)
    assert list(desk.rpc.resend_verification(ada, desk.by())) == ["position"]
    assert list(desk.rpc.resend_verification("nobody@example.org", desk.by())) == ["position"]
    assert desk.letter(ada, 2)["Subject"] == "Confirm your e-mail address"


@pytest.mark.parametrize("known", [True, False])
def test_nobody_is_flooded_with_letters(desk: Desk, ada: str, known: bool) -> None:
    if known:
        desk.registers(ada)
    for _ in range(4):
        desk.rpc.resend_verification(ada, desk.by())
    with pytest.raises(Forbidden, match="too-many-requests"):
        desk.registers(ada) if known else [desk.registers(ada) for _ in range(2)]


# signing in


def test_an_unverified_account_hears_so_with_the_right_password_alone(desk: Desk, ada: str) -> None:
    desk.registers(ada)
    with pytest.raises(Forbidden) as right:
        desk.rpc.authenticate(ada, PASSWORD, "192.0.2.7")
    with pytest.raises(Forbidden) as wrong:
        desk.rpc.authenticate(ada, "a guess at it", "192.0.2.7")
    assert (code_of(right), code_of(wrong)) == ("email-not-verified", "wrong-credentials")


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org", "not an address", "\ud800", ""])
def test_a_wrong_password_and_an_unknown_account_look_the_same(desk: Desk, ada: str, email: str) -> None:
    desk.member(ada)
    with pytest.raises(Forbidden) as refused:
        desk.rpc.authenticate(email.encode(errors="replace").decode(), "a guess at it", "192.0.2.7")
    assert str(refused.value) == "wrong-credentials"


def test_a_wrong_password_and_an_unknown_account_cost_the_same_work(desk: Desk, ada: str, bob: str) -> None:
    desk.member(ada)
    took: dict[str, list[float]] = {ada: [], bob: []}
    for network in range(5):
        for email, times in took.items():
            began = time.process_time()
            with pytest.raises(Forbidden, match="wrong-credentials"):
                desk.rpc.authenticate(email, "a guess at it", f"192.0.2.{network}")
            times.append(time.process_time() - began)
    fastest = [min(times) for times in took.values()]
    assert max(fastest) < 1.5 * min(fastest)


def test_registering_takes_as_long_where_the_address_is_taken(
    desk: Desk, ada: str, bob: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.member(ada)
    monkeypatch.setattr("services.identity.service.desk.ALIKE", 0.3)
    fastest: dict[str, float] = {}
    for again in range(10):  # on a busy machine each may be slow for a while
        for kind, email in (("taken", ada), ("free", f"{again}-{bob}")):
            took = seconds_of(partial(desk.registers, email))
            fastest[kind] = min(took, fastest.get(kind, took))
        if again > 1 and max(fastest.values()) < 1.2 * min(fastest.values()):
            break
    assert max(fastest.values()) < 1.2 * min(fastest.values())


def test_too_many_guesses_are_throttled_even_when_the_last_is_right(desk: Desk, ada: str) -> None:
    desk.member(ada)
    for _ in range(5):
        with pytest.raises(Forbidden, match="wrong-credentials"):
            desk.rpc.authenticate(ada, "a guess at it", "192.0.2.7")
    with pytest.raises(Forbidden, match="too-many-sign-ins"):
        desk.rpc.authenticate(ada, PASSWORD, "192.0.2.8")


def test_many_who_sign_in_at_once_with_the_right_password_all_get_in(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    calls = [desk.rpc.authenticate.call_async(ada, PASSWORD, "192.0.2.9") for _ in range(12)]
    assert [call.result() for call in calls] == [{"account": account}] * 12


def test_many_who_guess_at_once_are_counted(desk: Desk, ada: str) -> None:
    desk.member(ada)
    calls = [desk.rpc.authenticate.call_async(ada, "a guess at it", "192.0.2.10") for _ in range(12)]
    codes = []
    for call in calls:
        with pytest.raises(Forbidden) as refused:
            call.result()
        codes.append(code_of(refused))
    assert sorted(codes) == ["too-many-sign-ins"] * 7 + ["wrong-credentials"] * 5


def test_a_suspended_account_does_not_get_in(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    desk.rpc.suspend(account, "sends spam", desk.by("root", "operator"))
    with pytest.raises(Forbidden, match="account-suspended"):
        desk.rpc.authenticate(ada, PASSWORD, "192.0.2.7")
    desk.rpc.reinstate(account, desk.by("root", "operator"))
    assert desk.rpc.authenticate(ada, PASSWORD, "192.0.2.7") == {"account": account}


# passwords


def test_a_new_password_is_set_by_the_mailed_link(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    desk.rpc.request_password_reset(ada, desk.by())
    desk.rpc.reset_password(desk.link(ada, 2), "a better password", desk.by())
    assert desk.rpc.authenticate(ada, "a better password", "192.0.2.7") == {"account": account}
    with pytest.raises(Forbidden, match="wrong-credentials"):
        desk.rpc.authenticate(ada, PASSWORD, "192.0.2.7")


def test_the_link_sets_a_password_once(desk: Desk, ada: str) -> None:
    desk.member(ada)
    desk.rpc.request_password_reset(ada, desk.by())
    link = desk.link(ada, 2)
    desk.rpc.reset_password(link, "a better password", desk.by())
    with pytest.raises(Missing, match="link-expired"):
        desk.rpc.reset_password(link, "a third password", desk.by())


def test_the_same_reset_sent_twice_is_answered_twice(desk: Desk, ada: str) -> None:
    desk.member(ada)
    desk.rpc.request_password_reset(ada, desk.by())
    link = desk.link(ada, 2)
    answers = [desk.rpc.reset_password(link, "a better password", desk.by(key=ada)) for _ in range(2)]
    assert answers[0] == answers[1]


def test_a_verification_link_resets_no_password(desk: Desk, ada: str) -> None:
    desk.registers(ada)
    with pytest.raises(Missing, match="link-expired"):
        desk.rpc.reset_password(desk.link(ada), "a better password", desk.by())


def test_the_owner_changes_the_password_with_the_present_one(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    with pytest.raises(Forbidden, match="wrong-credentials"):
        desk.rpc.change_password(account, "a guess at it", "a better password", "192.0.2.7", desk.by(account))
    desk.rpc.change_password(account, PASSWORD, "a better password", "192.0.2.7", desk.by(account))
    assert desk.rpc.authenticate(ada, "a better password", "192.0.2.7") == {"account": account}


# tokens


def issue(desk: Desk, account: str, **more: Any) -> dict[str, Any]:
    told = {"scopes": ["pull", "read"], "expires": None, "networks": [], "by": desk.by(account), **more}
    made = desk.rpc.issue_token(
        account, "laptop", told["scopes"], told["expires"], told["networks"], told["by"], told.get("made_with", "")
    )
    assert isinstance(made, dict)
    return made


def test_a_token_is_shown_once(desk: Desk, ada: str) -> None:
    account, by = desk.member(ada), desk.by("ada", key=ada)
    by["actor"] = account
    first, second = issue(desk, account, by=by), issue(desk, account, by=by)
    assert AccessToken.parse(first["token"]) is not None
    assert second == {**first, "token": None}


def test_a_token_is_shown_once_also_where_the_door_gave_no_fingerprint(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    by = {**desk.by(account, key=ada), "fingerprint": ""}
    assert issue(desk, account, by=by)["token"]
    assert issue(desk, account, by=by)["token"] is None


def test_the_token_is_kept_nowhere_but_as_its_hash(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    made = AccessToken.parse(issue(desk, account)["token"])
    assert made is not None
    written = b"".join(file.read_bytes() for file in desk.folder.parent.glob("*.db*"))
    assert made.text.encode() not in written
    assert made.sha256.encode() in written


def test_a_token_cannot_be_made_to_last_until_a_time_without_a_zone(desk: Desk, ada: str) -> None:
    with pytest.raises(Invalid, match="expires-unreadable"):
        issue(desk, desk.member(ada), expires="2030-01-01T00:00:00")


def test_a_token_makes_none_with_more_scope(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    narrow = issue(desk, account, scopes=["read"])
    with pytest.raises(Forbidden, match="more-than-its-maker"):
        issue(desk, account, scopes=["pull"], made_with=narrow["id"])


def test_a_token_is_revoked(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    made = issue(desk, account)
    assert desk.rpc.revoke_token(account, made["id"], desk.by(account))["position"].startswith("identity:")
    with pytest.raises(Forbidden, match="token-unknown"):
        issue(desk, account, made_with=made["id"])


# staff


def test_the_first_operator_of_an_empty_store_can_sign_in_and_makes_others_staff(desk: Desk, ada: str) -> None:
    signed_in = desk.rpc.authenticate("root@store.example", OPERATOR["CHANDLERY_ADMIN_PASSWORD"], "192.0.2.7")
    root, account = signed_in["account"], desk.member(ada)
    assert issue(desk, root, scopes=["staff"])["token"]
    desk.rpc.grant_role(account, "reviewer", desk.by(root, "operator"))
    assert issue(desk, account, scopes=["certify"])["token"]
    desk.rpc.withdraw_role(account, "reviewer", desk.by(root, "operator"))
    with pytest.raises(Forbidden, match="staff-only"):
        issue(desk, account, scopes=["certify"])


def test_of_two_operators_who_take_each_others_role_one_is_left(desk: Desk, ada: str) -> None:
    root, account = desk.rpc.account_of("root@store.example"), desk.member(ada)
    desk.rpc.grant_role(account, "operator", desk.by(root, "operator"))
    desk.rpc.withdraw_role(account, "operator", desk.by(root, "operator"))
    for late in (desk.rpc.withdraw_role, desk.rpc.suspend):
        with pytest.raises(Forbidden, match="staff-only"):
            late(root, "operator", desk.by(account, "operator"))


def test_the_first_operator_gets_no_letter(desk: Desk, ada: str) -> None:
    desk.member(ada)
    assert desk.letters("root@store.example") == []


def test_a_store_that_is_somebodys_gets_no_first_operator(tmp_path: Path) -> None:
    with running(config_in(tmp_path, CHANDLERY_MAIL=f"file:{tmp_path}/mail"), Identity) as services:
        Desk(services, tmp_path / "mail").member("ada@example.org")
    with running(config_in(tmp_path, CHANDLERY_MAIL=f"file:{tmp_path}/mail", **OPERATOR), Identity) as services:
        assert services.rpc.identity.account_of("root@store.example") is None


def test_starting_again_changes_nothing(tmp_path: Path) -> None:
    config = config_in(tmp_path, CHANDLERY_MAIL=f"file:{tmp_path}/mail", **OPERATOR)
    with running(config, Identity) as services:
        before = services.rpc.identity.head()
    with running(config, Identity) as services:
        assert services.rpc.identity.head() == before


# who somebody is, and being forgotten


def test_a_profile_names_its_owner(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    assert desk.rpc.profile(account) == {"id": account, "email": ada, "name": "Ada"}
    with pytest.raises(Missing, match="account-unknown"):
        desk.rpc.profile("nobody")


def test_an_account_is_found_by_its_address(desk: Desk, ada: str) -> None:
    assert desk.rpc.account_of(ada.upper()) is None
    account = desk.member(ada)
    assert desk.rpc.account_of(ada.upper()) == account


def test_no_address_and_no_name_lies_open_in_the_log(desk: Desk) -> None:
    desk.member("ada.lovelace@example.org")
    written = b"".join(file.read_bytes() for file in desk.folder.parent.glob("identity.log.db*"))
    assert b"lovelace" not in written.lower()


def test_keys_are_made_for_subjects_and_kept(desk: Desk) -> None:
    assert desk.rpc.keys_of(["acme"], False) == {"acme": None}
    made = desk.rpc.keys_of(["acme"], True)
    assert made["acme"]
    assert desk.rpc.keys_of(["acme"], False) == made


def test_an_erased_account_is_gone_and_its_address_free(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    desk.rpc.erase(account, desk.by(account))
    assert desk.rpc.keys_of([account], True) == {account: None}
    with pytest.raises(Forbidden, match="wrong-credentials"):
        desk.rpc.authenticate(ada, PASSWORD, "192.0.2.7")
    assert desk.registers(ada) != account


def test_an_erased_publisher_has_no_key(desk: Desk) -> None:
    desk.rpc.keys_of(["globex"], True)
    desk.rpc.erase("globex", desk.by("root", "operator"))
    assert desk.rpc.keys_of(["globex"], True) == {"globex": None}


def test_nobody_erases_another(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    with pytest.raises(Forbidden, match="not-yours"):
        desk.rpc.erase(account, desk.by("mallory"))


# letters by SMTP


def test_a_letter_waits_for_its_mail_server(tmp_path: Path, ada: str) -> None:
    with smtp_server(inbox := Inbox()) as port:
        pass  # its port is known, and it is away again
    with running(config_in(tmp_path, CHANDLERY_MAIL=f"smtp://127.0.0.1:{port}"), Identity) as services:
        Desk(services, tmp_path).registers(ada)
        eventlet.sleep(0.2)
        with smtp_server(inbox, port):
            services.until(lambda: inbox.letters)
    assert b"/verify/" in inbox.letters[0]


# time


def test_a_registration_lapses_after_a_week_and_its_password_with_it(desk: Desk, ada: str, bob: str) -> None:
    account = desk.registers(ada)
    let_a_week_pass(desk.folder.parent)
    desk.registers(bob)  # any commit wakes the scheduler
    desk.services.until(lambda: desk.rpc.account_of(ada) is None)
    desk.services.until(lambda: desk.rpc.keys_of([account], True) == {account: None})
    with sqlite3.connect(desk.folder.parent / "identity.log.db") as db:
        assert db.execute("SELECT count(*) FROM passwords WHERE account = ?", (account,)).fetchone() == (0,)


def test_a_verified_account_stays_when_the_week_is_over(desk: Desk, ada: str, bob: str) -> None:
    account = desk.member(ada)
    let_a_week_pass(desk.folder.parent)
    desk.registers(bob)
    desk.letter(bob)
    assert desk.rpc.account_of(ada) == account


def let_a_week_pass(folder: Path) -> None:
    """Moves the deadlines instead of the clock."""
    with sqlite3.connect(folder / "identity.log.db") as db:
        db.execute("UPDATE due SET at = '2026-01-01T00:00:00.000000Z' WHERE fired_at IS NULL")


def test_tokens_made_at_the_same_moment_are_all_made(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    calls = [
        desk.rpc.issue_token.call_async(account, f"token {number}", ["read"], None, [], desk.by(account))
        for number in range(10)
    ]
    assert len({call.result()["token"] for call in calls}) == 10
