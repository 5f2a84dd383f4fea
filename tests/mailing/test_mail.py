"""The post, one contract for both ways: a folder, and a real SMTP server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from smtplib import SMTPException, SMTPRecipientsRefused

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from eventlog.refusal import Unavailable
from mailing.folder import FolderMailer
from mailing.letter import Mail, Mailer
from mailing.smtp import SmtpMailer
from tests.parts.process import free_port

MAIL = Mail(
    key="0198a-verify",
    sender="store@store.example",
    to="ada@example.org",
    subject="Confirm your e-mail address – now",
    text="Open https://store.example/verify/s3cret\n",
    at=datetime(2026, 1, 15, 12, tzinfo=UTC),
)
Post = tuple[Mailer, Callable[[], list[EmailMessage]]]


class Inbox:
    """Takes every letter, but for one address that nobody has."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 nobody here has that address"
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self.letters.append(envelope.content or b"")
        return "250 taken"


@contextmanager
def smtp_server(inbox: Inbox, port: int = 0) -> Iterator[int]:
    """A real SMTP server without TLS, on a free port where none is named."""
    port = port or free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture(params=["folder", "smtp"])
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    if request.param == "folder":
        yield FolderMailer(tmp_path / "mail"), lambda: [parsed(f.read_bytes()) for f in (tmp_path / "mail").iterdir()]
        return
    inbox = Inbox()
    with smtp_server(inbox) as port:
        yield SmtpMailer(f"smtp://127.0.0.1:{port}"), lambda: [parsed(raw) for raw in inbox.letters]


def test_a_letter_arrives_with_its_words(post: Post) -> None:
    mailer, arrived = post
    mailer.send(MAIL)
    (letter,) = arrived()
    assert letter["To"] == "ada@example.org"
    assert letter["From"] == "store@store.example"
    assert letter["Subject"] == "Confirm your e-mail address – now"
    assert "https://store.example/verify/s3cret" in letter.get_content()


def test_the_same_letter_has_the_same_message_id_each_time(post: Post) -> None:
    mailer, arrived = post
    mailer.send(MAIL)
    mailer.send(MAIL)
    assert {letter["Message-ID"] for letter in arrived()} == {"<0198a-verify@store.example>"}


def test_message_ids_go_out_as_they_are_however_long(post: Post) -> None:
    ids = tuple(f"<{'0198a000-0000-7000-8000-' * 4}{number}@store.example>" for number in range(3))
    mailer, arrived = post
    mailer.send(replace(MAIL, message_id=ids[0], references=ids[1:]))
    (letter,) = arrived()
    raw = {name: str(value).split() for name, value in letter.raw_items()}
    assert (raw["Message-ID"], raw["In-Reply-To"], raw["References"]) == ([ids[0]], [ids[2]], [*ids[1:]])


def test_a_long_link_stands_in_one_piece(tmp_path: Path) -> None:
    link = "https://store.example/verify/" + "s3cret" * 20
    FolderMailer(tmp_path).send(replace(MAIL, text=f"Open\n\n{link}\n"))
    assert link in (tmp_path / "0198a-verify.eml").read_text().splitlines()


def test_a_letter_is_dated_by_what_caused_it(post: Post) -> None:
    mailer, arrived = post
    mailer.send(MAIL)
    assert arrived()[0]["Date"].datetime == MAIL.at


def test_a_folder_holds_a_letter_sent_twice_once(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path)
    mailer.send(MAIL)
    mailer.send(MAIL)
    assert [file.name for file in tmp_path.iterdir()] == ["0198a-verify.eml"]


def test_letters_with_somebodys_words_are_forgotten_whomever_they_went_to(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path)
    for key, about in (("1", "ada"), ("2", "ada"), ("3", "adam"), ("4", "")):
        mailer.send(replace(MAIL, key=key, about=about))
    assert mailer.forget_about("ada") == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["4.eml", "adam.3.eml"]


@pytest.mark.parametrize("about", ["partner:Foo A/S", "partner:x/../../../outside", "partner:Foo Inc."])
def test_a_folder_takes_letters_about_whatever_name_and_none_lands_outside(tmp_path: Path, about: str) -> None:
    mailer = FolderMailer(tmp_path / "mail")
    mailer.send(replace(MAIL, about=about))
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
    assert mailer.forget_about(about[:-1]) == 0
    assert mailer.forget_about(about) == 1


def test_a_server_that_is_away_is_waited_for() -> None:
    with pytest.raises(Unavailable, match="mail-server-away"):
        SmtpMailer("smtp://127.0.0.1:9").send(MAIL)


def test_a_password_is_not_sent_in_the_open() -> None:
    with smtp_server(Inbox()) as port, pytest.raises(SMTPException, match="STARTTLS"):
        SmtpMailer(f"smtp://store:hunter2@127.0.0.1:{port}").send(MAIL)


def test_a_letter_that_the_server_does_not_take_is_an_error() -> None:
    with smtp_server(Inbox()) as port, pytest.raises(SMTPRecipientsRefused):
        SmtpMailer(f"smtp://127.0.0.1:{port}").send(replace(MAIL, to="nobody@example.org"))


def test_a_letter_in_html_says_the_same_in_text_first(post: Post) -> None:
    mailer, arrived = post
    mailer.send(replace(MAIL, html="<p>Öffnen Sie es</p>"))
    (letter,) = arrived()
    text, html = letter.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert html.get_content().strip() == "<p>Öffnen Sie es</p>"


def test_a_letter_has_the_same_bytes_each_time() -> None:
    letter = replace(MAIL, html="<p>Open it</p>", text="Ö" * 200)
    assert letter.message().as_bytes() == letter.message().as_bytes()


def test_addresses_to_unsubscribe_at_go_out_as_they_are_however_long(post: Post) -> None:
    mailer, arrived = post
    address = f"<https://store.example/unsubscribe/{'s3cret' * 30}>"
    mailer.send(replace(MAIL, headers=(("List-Unsubscribe", address), ("List-Id", "<x.store.example>"))))
    (letter,) = arrived()
    raw = {name: str(value).strip() for name, value in letter.raw_items()}
    assert (raw["List-Unsubscribe"], raw["List-Id"]) == (address, "<x.store.example>")
