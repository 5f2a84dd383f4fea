"""Passwords, throttled sign-ins and secret links: what is true of an account but never an event."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, create_engine

from eventlog.refusal import Forbidden, Invalid, Missing
from services.identity import private
from services.identity.private.links import InvitationLink, Link
from tests.controls.identity import ADA, BOB

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
SECRET = b"s" * 32
ADA_AT_HOME = {"account": "ada", "address": "192.0.2.7"}


@pytest.fixture
def db(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        private.prepare(connection)
        yield connection
    engine.dispose()


def fail(db: Connection, times: int, tried: dict[str, str] | None = None, at: datetime = NOON) -> None:
    for _ in range(times):
        private.check_tries(db, tried or ADA_AT_HOME, at)
        private.count_tries(db, tried or ADA_AT_HOME, at)


# passwords


def test_a_password_is_kept_and_replaced(db: Connection) -> None:
    for hash in ("first", "second"):
        for statement in private.keep_password(ADA, hash):
            db.execute(statement)
    assert private.password_of(db, ADA) == "second"


def test_a_forgotten_password_is_gone(db: Connection) -> None:
    for statement in [*private.keep_password(ADA, "hash"), *private.forget_password(ADA)]:
        db.execute(statement)
    assert private.password_of(db, ADA) is None


@pytest.mark.parametrize(("password", "code"), [("short", "password-too-short"), ("x" * 201, "password-too-long")])
def test_an_unfit_password_is_refused(password: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        private.checked_password(password)
    assert refused.value.code == code


# throttling


def test_five_wrong_passwords_are_free(db: Connection) -> None:
    fail(db, 5)


def test_the_sixth_try_has_to_wait(db: Connection) -> None:
    fail(db, 5)
    with pytest.raises(Forbidden, match="too-many-sign-ins: try again in 3 seconds"):
        fail(db, 1)


def test_what_is_checked_is_not_counted(db: Connection) -> None:
    for _ in range(100):
        private.check_tries(db, ADA_AT_HOME, NOON)
    assert not private.has_failed(db, "ada")


def test_after_the_wait_one_more_try_is_open(db: Connection) -> None:
    fail(db, 5)
    fail(db, 1, at=NOON + timedelta(seconds=2))
    with pytest.raises(Forbidden, match="too-many-sign-ins"):
        fail(db, 1, at=NOON + timedelta(seconds=5))


def test_a_refused_try_does_not_lengthen_the_wait(db: Connection) -> None:
    fail(db, 5)
    for _ in range(10):
        with pytest.raises(Forbidden):
            fail(db, 1)
    fail(db, 1, at=NOON + timedelta(seconds=2))


def test_a_success_forgets_the_accounts_failures(db: Connection) -> None:
    fail(db, 5)
    private.forget_failures(db, "ada")
    fail(db, 5)


def test_failures_are_forgotten_after_an_hour(db: Connection) -> None:
    fail(db, 5)
    fail(db, 5, at=NOON + timedelta(hours=1, seconds=1))


def test_another_account_from_another_address_is_not_held_up(db: Connection) -> None:
    fail(db, 5)
    fail(db, 1, {"account": "bob", "address": "192.0.2.8"})


def test_an_address_that_tries_many_accounts_has_to_wait(db: Connection) -> None:
    for number in range(30):
        fail(db, 1, {"account": f"account-{number}", "address": "192.0.2.7"})
    with pytest.raises(Forbidden, match="too-many-sign-ins"):
        fail(db, 1, {"account": "one-more", "address": "192.0.2.7"})


def test_signing_in_to_ones_own_account_does_not_reset_the_address(db: Connection) -> None:
    for number in range(30):
        fail(db, 1, {"account": f"account-{number}", "address": "192.0.2.7"})
    later = NOON + timedelta(seconds=3)
    mallory = {"account": "mallory", "address": "192.0.2.7"}
    fail(db, 1, mallory, later)
    private.forget_failures(db, "mallory")
    with pytest.raises(Forbidden, match="too-many-sign-ins"):
        fail(db, 1, {"account": "one-more", "address": "192.0.2.7"}, later)


def test_letters_to_one_address_are_counted_apart_from_sign_ins(db: Connection) -> None:
    fail(db, 5, {"letters": "ada"})
    with pytest.raises(Forbidden, match="too-many-requests"):
        private.check_tries(db, {"letters": "ada"}, NOON, "too-many-requests")
    fail(db, 1)


def test_a_customers_whole_ipv6_network_is_one_address() -> None:
    assert private.counted_as("2001:db8:1:2::99") == private.counted_as("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert private.counted_as("192.0.2.7") == "192.0.2.7"


# links

LINK = Link("reset", ADA, 3, NOON + timedelta(hours=1))


def test_a_link_says_whom_it_is_for() -> None:
    assert Link.read("reset", LINK.sign(SECRET), SECRET, NOON) == LINK


def test_a_link_is_a_single_part_of_an_address() -> None:
    assert LINK.sign(SECRET).replace("-", "").replace("_", "").isalnum()


def test_a_link_ends_in_time() -> None:
    with pytest.raises(Missing, match="link-expired"):
        Link.read("reset", LINK.sign(SECRET), SECRET, NOON + timedelta(hours=1))


def test_a_link_to_verify_an_address_resets_no_password() -> None:
    with pytest.raises(Missing, match="link-expired"):
        Link.read("reset", replace(LINK, purpose="verify").sign(SECRET), SECRET, NOON)


def test_a_link_of_another_store_leads_nowhere() -> None:
    with pytest.raises(Missing, match="link-expired"):
        Link.read("reset", LINK.sign(b"t" * 32), SECRET, NOON)


def test_a_link_cannot_be_bent_to_another_account() -> None:
    ours, theirs = LINK.sign(SECRET), replace(LINK, account=BOB).sign(SECRET)
    with pytest.raises(Missing, match="link-expired"):
        Link.read("reset", theirs[:24] + ours[24:], SECRET, NOON)


@pytest.mark.parametrize("text", ["", "x", "é", "a" * 500, "../../etc/passwd", "AAAA" * 16, "\x00"])
def test_what_is_no_link_is_refused_in_the_same_words(text: str) -> None:
    with pytest.raises(Missing, match="link-expired"):
        Link.read("reset", text, SECRET, NOON)


INVITED = InvitationLink("acme", ADA, NOON + timedelta(days=7))


def test_the_link_of_an_invitation_names_the_organisation_and_ends_in_time() -> None:
    text = INVITED.sign(SECRET)
    assert InvitationLink.read(text, SECRET, NOON) == INVITED
    with pytest.raises(Missing, match="link-expired"):
        InvitationLink.read(text, SECRET, INVITED.until)


def test_the_link_of_an_invitation_leads_into_no_other_organisation_and_resets_no_password() -> None:
    text, other = INVITED.sign(SECRET), replace(INVITED, organization="beta").sign(SECRET)
    for read in (
        lambda: InvitationLink.read(other[:36] + text[36:], SECRET, NOON),
        lambda: Link.read("reset", text, SECRET, NOON),
        lambda: InvitationLink.read(LINK.sign(SECRET), SECRET, NOON),
    ):
        with pytest.raises(Missing, match="link-expired"):
            read()


@pytest.mark.parametrize("text", ["", "x", "é", "a" * 500, "AAAA" * 16, "\x00"])
def test_what_is_no_invitation_is_refused_in_the_same_words(text: str) -> None:
    with pytest.raises(Missing, match="link-expired"):
        InvitationLink.read(text, SECRET, NOON)
