"""Tickets by letter, from a real mail client through the mailroom to the store, and back."""

import smtplib
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.helpdesk import Somebody
from tests.parts.dovecot import dovecot
from tests.parts.process import free_port, running, wait_until
from tests.parts.store import ROOT, Store

pytestmark = pytest.mark.journey
SUPPORT = "support@localhost"


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


@contextmanager
def mailroom(store: Store, folder: Path, *told: str) -> Iterator[int]:
    """`chandlery mailroom` beside a running store; the port where it takes letters."""
    port = free_port()
    env = {
        "CHANDLERY_DATA": str(store.data),
        "CHANDLERY_PORT": store.url.rpartition(":")[2],
        "CHANDLERY_MAILROOM": f"smtp://127.0.0.1:{port}",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "cli.chandlery", "mailroom", *told]
    with running(command, folder / f"mailroom-{port}.log", lambda: answers(port), env=env):
        yield port


@pytest.fixture(scope="module")
def port(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with mailroom(store, tmp_path_factory.mktemp("mailroom")) as port:
        yield port


@pytest.fixture(scope="module")
def customer(store: Store) -> Somebody:
    return Somebody(store, store.accounts["customer"]["token"])


@pytest.fixture(scope="module")
def desk(store: Store) -> Somebody:
    return Somebody(store, store.accounts["support"]["token"])


@pytest.fixture
def asked(store: Store, customer: Somebody, desk: Somebody) -> tuple[Any, EmailMessage]:
    """A ticket that the desk has answered, and the letter that its customer got of that."""
    ticket = customer.post("/tickets", {"product": "", "priority": 3, "summary": "No invoice", "description": "Where?"})
    desk.post(f"/tickets/{ticket['id']}/replies", {"text": "Which month?"})
    return ticket, mailed(store, store.accounts["customer"]["email"], ticket["number"], "Which month?")


def mailed(store: Store, to: str, number: str, about: str) -> EmailMessage:
    found: list[EmailMessage] = []

    def arrived() -> bool:
        letters = (message_from_bytes(file.read_bytes(), policy=SMTP) for file in (store.data / "mail").glob("*.eml"))
        theirs = [each for each in letters if isinstance(each, EmailMessage) and each["To"] == to]
        found[:] = [each for each in theirs if number in each["Subject"] and about in each.get_content()]
        return bool(found)

    wait_until(arrived, 20, f"no letter on {number} to {to}")
    return found[0]


def answer(store: Store, ours: EmailMessage, text: str, message_id: str) -> EmailMessage:
    """As a mail client writes it."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = store.accounts["customer"]["email"], ours["Reply-To"]
    message["Subject"], message["Message-ID"] = f"Re: {ours['Subject']}", message_id
    message["In-Reply-To"] = ours["Message-ID"]
    message["References"] = f"{ours['References']} {ours['Message-ID']}"
    quoted = "\n".join(f"> {line}" for line in ours.get_content().splitlines())
    message.set_content(f"{text}\n\nOn Wed, 20 Dec 2023 at 13:37, Support <{SUPPORT}> wrote:\n\n{quoted}\n")
    return message


@contextmanager
def reading(store: Store, folder: Path, mailbox: str) -> Iterator[None]:
    """`chandlery mailroom` that takes letters out of a mailbox, and listens nowhere."""
    env = {
        "CHANDLERY_DATA": str(store.data),
        "CHANDLERY_PORT": store.url.rpartition(":")[2],
        "CHANDLERY_MAILBOX": mailbox,
        "PYTHONPATH": str(ROOT),
    }
    command, log = [sys.executable, "-m", "cli.chandlery", "mailroom"], folder / "mailbox.log"
    with running(command, log, lambda: "are taken out of" in log.read_text(), env=env):
        yield


def send(port: int, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        server.send_message(message)


def said(reader: Somebody, ticket: Any) -> list[Any]:
    return [each for each in reader.get(f"/tickets/{ticket['id']}")["timeline"] if each["text"]]


def test_a_letter_with_a_file_is_an_answer_on_its_ticket(
    store: Store, port: int, desk: Somebody, asked: tuple[Any, EmailMessage]
) -> None:
    ticket, ours = asked
    message = answer(store, ours, "May. Its copy is enclosed.", "<may@example.org>")
    message.add_attachment(b"amount;date\n", maintype="text", subtype="csv", filename="May.csv")
    send(port, message)
    last = said(desk, ticket)[-1]
    (file,) = last["attachments"]
    assert last["text"].splitlines()[0] == "May. Its copy is enclosed."
    assert (last["side"], file["name"]) == ("customer", "May.csv")
    assert desk.reads(ticket["id"], file["id"]).body == b"amount;date\n"


def test_a_letter_in_a_mailbox_is_an_answer_on_its_ticket_and_leaves_the_mailbox(
    store: Store, desk: Somebody, asked: tuple[Any, EmailMessage], tmp_path: Path
) -> None:
    ticket, ours = asked
    message = answer(store, ours, "It is the one of July.", "<july@example.org>")
    message.add_attachment(b"amount;date\n", maintype="text", subtype="csv", filename="July.csv")
    with dovecot() as server:
        server.deliver(message.as_bytes())
        with reading(store, tmp_path, server.url()):
            wait_until(lambda: not server.letters(), 60, "the letter was not taken")
    last = said(desk, ticket)[-1]
    assert (last["text"].splitlines()[0], last["attachments"][0]["name"]) == ("It is the one of July.", "July.csv")


def test_a_letter_waits_while_the_store_is_away_and_is_taken_once_then(
    store: Store, port: int, customer: Somebody, asked: tuple[Any, EmailMessage], tmp_path: Path
) -> None:
    ticket, ours = asked
    message = answer(store, ours, "June.", "<june@example.org>")
    nowhere = f"http://127.0.0.1:{free_port()}"
    with mailroom(store, tmp_path, "--store", nowhere) as away, pytest.raises(smtplib.SMTPDataError, match="451"):
        send(away, message)
    send(port, message)
    send(port, message)
    texts = [each["text"] for each in said(customer, ticket)]
    assert len([text for text in texts if text.startswith("June.")]) == 1


def test_a_strangers_letter_with_a_stolen_message_id_is_put_nowhere(
    store: Store, port: int, customer: Somebody, asked: tuple[Any, EmailMessage]
) -> None:
    ticket, ours = asked
    message = answer(store, ours, "Pay me instead.", "<stranger@example.org>")
    message.replace_header("From", "mallory@example.org")
    send(port, message)
    assert "could not tell it to be from one of our accounts" in store.mail_to("mallory@example.org")
    assert [each["text"] for each in said(customer, ticket)] == ["Where?", "Which month?"]


def test_a_holidays_answer_is_taken_and_forgotten(
    store: Store, port: int, customer: Somebody, asked: tuple[Any, EmailMessage]
) -> None:
    ticket, ours = asked
    message = answer(store, ours, "I am away.", "<away@example.org>")
    message["Auto-Submitted"] = "auto-replied"
    send(port, message)
    assert len(said(customer, ticket)) == 2


def test_a_letter_of_a_customers_opens_a_ticket(store: Store, port: int, customer: Somebody) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = store.accounts["customer"]["email"], SUPPORT
    message["Subject"], message["Message-ID"] = "Where is my licence?", "<licence@example.org>"
    message.set_content("I cannot find it.")
    send(port, message)
    newest = customer.get("/tickets?queue=mine")["items"][0]
    assert newest["summary"] == "Where is my licence?"
    mailed(store, store.accounts["customer"]["email"], newest["number"], "We have your ticket")
