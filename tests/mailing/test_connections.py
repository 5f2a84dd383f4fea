"""Letters that follow each other go by one connection, and none is lost with it, nor goes twice because of it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

import pytest

from eventlog.refusal import Unavailable
from mailing import connections, smtp
from mailing.smtp import SmtpMailer
from tests.mailing.lying import DROP, HANG, Lying, lying
from tests.mailing.test_mail import MAIL


@pytest.fixture
def server() -> Iterator[Lying]:
    with lying() as running:
        yield running


@pytest.fixture
def mailer(server: Lying) -> Iterator[SmtpMailer]:
    with closing(SmtpMailer(f"smtp://127.0.0.1:{server.port}")) as made:
        yield made


def test_letters_that_follow_each_other_go_by_one_connection(server: Lying, mailer: SmtpMailer) -> None:
    for number in range(3):
        mailer.send(replace(MAIL, key=str(number)))
    assert (server.connections, len(server.letters)) == (1, 3)


def test_a_connection_that_nobody_uses_is_ended(
    server: Lying, mailer: SmtpMailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "KEPT_FOR", 0.0)
    mailer.send(MAIL)
    mailer.send(MAIL)
    assert server.connections == 2


def test_no_connection_carries_more_letters_than_servers_like(
    server: Lying, mailer: SmtpMailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_LETTERS", 2)
    for _ in range(3):
        mailer.send(MAIL)
    assert server.connections == 2


@pytest.mark.parametrize("ends", [DROP, "421 4.7.0 enough for now"])
def test_where_the_server_ended_it_meanwhile_a_new_one_takes_its_place(
    ends: str, server: Lying, mailer: SmtpMailer
) -> None:
    mailer.send(MAIL)
    server.says["MAIL"].append(ends)
    mailer.send(replace(MAIL, key="2"))
    assert (server.connections, len(server.letters)) == (2, 2)


def test_a_letter_that_may_have_been_taken_is_not_sent_again_at_once(server: Lying, mailer: SmtpMailer) -> None:
    mailer.send(MAIL)
    server.says["."].append(DROP)
    with pytest.raises(Unavailable):
        mailer.send(replace(MAIL, key="2"))
    assert len(server.letters) == 2


@pytest.mark.parametrize(
    ("command", "answer", "error"),
    [
        ("hello", DROP, Unavailable),
        ("hello", "x\x00y what a day", Unavailable),
        ("hello", "554 no service here", Unavailable),
        ("MAIL", "452 4.3.1 disk full", SMTPSenderRefused),
        ("RCPT", "450 4.2.0 greylisted", SMTPRecipientsRefused),
        ("RCPT", "550 5.1.1 nobody", SMTPRecipientsRefused),
        ("DATA", "451 4.3.0 not now", SMTPDataError),
        (".", "554 5.6.0 no", SMTPDataError),
        (".", DROP, Unavailable),
        (".", "what a day", SMTPException),
    ],
)
def test_whatever_goes_wrong_is_told_and_the_next_letter_goes(
    command: str, answer: str, error: Any, server: Lying, mailer: SmtpMailer
) -> None:
    server.says[command].append(answer)
    with pytest.raises(error):
        mailer.send(MAIL)
    mailer.send(replace(MAIL, key="2"))
    assert b"<2@store.example>" in server.letters[-1]


@pytest.mark.parametrize("command", ["hello", "MAIL", "."])
def test_a_server_that_hangs_is_away_once_patience_is_over(
    command: str, server: Lying, mailer: SmtpMailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "PATIENCE", 0.2)
    server.says[command].append(HANG)
    with pytest.raises(Unavailable):
        mailer.send(MAIL)
    monkeypatch.setattr(smtp, "PATIENCE", 10.0)
    mailer.send(replace(MAIL, key="2"))
    assert b"<2@store.example>" in server.letters[-1]


def test_a_letter_says_where_it_comes_back_to(server: Lying, mailer: SmtpMailer) -> None:
    mailer.send(replace(MAIL, returns="bounce+ada.01@store.example"))
    mailer.send(MAIL)
    assert server.senders == ["bounce+ada.01@store.example", "store@store.example"]
