"""What a mail server says to a letter, and what comes back of one: who cannot be reached gets no more."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nameko.rpc import rpc
from sqlalchemy import select

from eventlog.amqp import Provided
from eventlog.tables import outbox
from mailing.smtp import SmtpMailer
from tests.mailing.lying import Lying, lying
from tests.services.notifications.shop import Opened, Shop, open_shop

SAMPLES = Path("tests/mailing/returned")


class Posted(Opened):
    """Its letters go to a server that says what it is told to say."""

    server = Lying()
    mailer = Provided(lambda config: SmtpMailer(f"smtp://127.0.0.1:{Posted.server.port}"))

    @rpc
    def undone(self) -> list[str]:
        """Keys of letters that still wait."""
        waiting = (outbox.c.done_at.is_(None), outbox.c.kind == "mail")
        with self.log.reading() as db:
            return list(db.scalars(select(outbox.c.key).where(*waiting)))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("returned")
    with lying() as Posted.server, open_shop(folder, Posted, CHANDLERY_MAILROOM="lmtp://127.0.0.1:1") as opened:
        yield opened


def told(shop: Shop, id: str, name: str) -> None:
    shop.announces(id, f"account:{shop.accounts[name]}", facts={"name": id})


def went(id: str) -> int:
    return sum(f"Subject: Security fix for {id}".encode() in each for each in Posted.server.letters)


def state(shop: Shop, name: str) -> dict[str, str]:
    found: dict[str, str] = shop.rpc.preferences(shop.by(name))["mail"]
    return {each: found[each] for each in ("state", "reason", "code")}


@contextmanager
def answering(command: str, *answers: str) -> Iterator[None]:
    Posted.server.says[command].extend(answers)
    yield
    Posted.server.says[command].clear()


OK = {"state": "ok", "reason": "", "code": ""}


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
def test_a_letter_that_is_put_off_goes_later_once(shop: Shop, command: str) -> None:
    id = f"Later{ord(command[0])}"
    with answering(command, "451 4.3.0 not now"):
        told(shop, id, "ada")
        shop.services.until(lambda: done(shop, id))
    assert went(id) == (2 if command == "." else 1)  # there it was whole before it was refused
    assert state(shop, "ada") == OK


def test_a_letter_that_waits_does_not_go_to_who_opted_out_since(shop: Shop) -> None:
    with answering("RCPT", *["450 4.2.1 not now"] * 3):
        told(shop, "Waiting", "pat")
        shop.services.until(lambda: len(Posted.server.says["RCPT"]) < 3)
        shop.rpc.set_preferences({"kinds": {"version.security": {"mail": "off"}}}, shop.by("pat"))
        shop.services.until(lambda: done(shop, "Waiting"))
    assert went("Waiting") == 0


def done(shop: Shop, id: str) -> bool:
    return all(not key.startswith(f"{id}.") for key in shop.rpc.undone())


def test_an_address_that_is_nobodys_gets_no_more(shop: Shop) -> None:
    with answering("RCPT", "550 5.1.1 nobody here"):
        told(shop, "Nobody", "sam")
        shop.services.until(lambda: state(shop, "sam")["state"] == "stopped")
    told(shop, "After", "sam")
    shop.services.until(lambda: done(shop, "After"))
    assert went("After") == 0
    shop.rpc.resume_mail(shop.by("sam"))


def test_a_server_that_does_not_like_the_sender_stops_nobodys_letters(shop: Shop) -> None:
    with answering("RCPT", "554 5.7.1 relay access denied"):
        told(shop, "Denied", "ada")
        shop.services.until(lambda: done(shop, "Denied"))
    assert state(shop, "ada") == OK


def returns(shop: Shop, name: str) -> str:
    """The address that their last letter comes back to."""
    told(shop, f"For{name}", name)
    shop.services.until(lambda: went(f"For{name}"))
    return Posted.server.senders[-1]


def come_back(shop: Shop, sample: str, *to: str) -> str:
    letter = b64encode((SAMPLES / f"{sample}.eml").read_bytes()).decode()
    return str(shop.rpc.take_returned(letter, list(to), shop.by("mailroom"))["done"])


@pytest.mark.parametrize(
    ("sample", "found"),
    [
        ("gmail", {"state": "stopped", "reason": "bounced", "code": "5.1.1"}),
        ("complaint", {"state": "stopped", "reason": "complained", "code": ""}),
    ],
)
def test_what_comes_back_for_good_stops_letters_until_they_are_wanted_again(
    shop: Shop, sample: str, found: dict[str, str]
) -> None:
    to = returns(shop, "ada")
    assert len(to.partition("@")[0]) <= 64
    assert [come_back(shop, sample, to.upper()) for _ in range(2)] == ["stopped", "stopped"]
    assert state(shop, "ada") == found
    shop.rpc.resume_mail(shop.by("ada"))


@pytest.mark.parametrize("sample", ["postfix_delayed", "postfix_given_up", "blocked", "holiday", "not_spam"])
def test_what_is_not_for_good_or_says_nothing_of_the_address_changes_nothing(shop: Shop, sample: str) -> None:
    assert come_back(shop, sample, returns(shop, "ada")) == "passing"
    assert state(shop, "ada") == OK


def test_an_address_that_the_store_did_not_give_changes_nothing(shop: Shop) -> None:
    local, _, host = returns(shop, "ada").partition("@")
    name, _, mark = local.rpartition(".")
    eve = shop.accounts["eve"].replace("-", "")
    forged = [
        f"{name}.{'0' * 20}@{host}",
        f"bounce+{eve}.{mark}@{host}",
        f"bounce@{host}",
        f"{local}@elsewhere.example",
    ]
    assert [come_back(shop, "gmail", each) for each in forged] == ["unknown"] * 4
    assert (state(shop, "ada"), state(shop, "eve")) == (OK, OK)
