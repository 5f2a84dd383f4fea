"""Letters leave a mailbox of a real server once they were taken, and no sooner."""

import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from imapclient import IMAPClient

from mailing import collecting, mailbox
from mailing.addressing import tag_in
from mailing.collecting import Collecting
from mailing.listening import Answer
from mailing.mailbox import AWAY, signed_in
from mailing.places import Mailbox
from mailing.reading import Envelope, read
from tests.mailing.letters import letter
from tests.parts.dovecot import Dovecot, dovecot, token
from tests.parts.process import free_port, wait_until

OURS = "support@store.example"
Took = list[tuple[bytes, Envelope]]
Taking = Callable[[bytes, Envelope], Answer]


@contextmanager
def collected(url: str, take: Taking, again: float = 60.0) -> Iterator[None]:
    made = Collecting(Mailbox.of(url), lambda address: tag_in(OURS, address) is not None, take, OURS)
    running = threading.Thread(target=made.run, args=(again,), daemon=True)
    running.start()
    try:
        yield
    finally:
        made.close()
        running.join(60)
        assert not running.is_alive()


@pytest.fixture
def user() -> str:
    return f"u{uuid4().hex}"


@pytest.fixture
def took() -> Took:
    return []


@pytest.fixture
def take(took: Took) -> Taking:
    return lambda *told: took.append(told) or Answer.TAKEN  # type: ignore[func-returns-value]


def until(true: Callable[[], bool]) -> None:
    wait_until(true, 60, "it did not come about")


def test_what_lies_there_is_taken_as_it_is_and_leaves_the_mailbox(
    server: Dovecot, user: str, take: Taking, took: Took
) -> None:
    sent = letter("Höhe: 3 µm", Return_Path="<ada@example.org>", Delivered_To="Support+5.ab@store.example").as_bytes()
    server.deliver(sent, user)
    with collected(server.url(user), take):
        until(lambda: not server.letters(user))
    assert took == [(sent, Envelope("ada@example.org", ("support+5.ab@store.example", OURS)))]


def test_what_comes_while_one_listens_is_taken_at_once(server: Dovecot, user: str, take: Taking, took: Took) -> None:
    with collected(server.url(user), take, again=3600.0):
        for number in range(3):
            server.deliver(letter(Message_ID=f"<{number}@example.org>").as_bytes(), user)
            until(lambda wanted=number + 1: len(took) == wanted)  # type: ignore[misc]


def test_from_a_server_that_tells_nothing_by_itself_letters_are_taken_at_the_next_look(
    user: str, take: Taking, took: Took
) -> None:
    with dovecot("imap_capability = IMAP4rev1") as plain:
        plain.deliver(letter("first").as_bytes(), user)
        with collected(plain.url(user), take, again=0.1):
            until(lambda: len(took) == 1)
            plain.deliver(letter("second").as_bytes(), user)
            until(lambda: len(took) == 2)
            until(lambda: not plain.letters(user))


def test_what_the_store_cannot_take_stays_and_keeps_back_no_other(
    server: Dovecot, user: str, took: Took, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "AGAIN", 0.1)
    away = True

    def take(raw: bytes, envelope: Envelope) -> Answer:
        if b"first" in raw and away:
            return Answer.LATER
        took.append((raw, envelope))
        return Answer.TAKEN

    for text in ("first", "second"):
        server.deliver(letter(text).as_bytes(), user)
    with collected(server.url(user), take, again=0.1):
        until(lambda: len(server.letters(user)) == 1)
        assert b"first" in server.letters(user)[0]
        away = False
        until(lambda: not server.letters(user))
    assert [b"first" in raw for raw, _ in took] == [False, True]


def test_a_letter_that_broke_the_taking_stays(server: Dovecot, user: str) -> None:
    seen = threading.Event()

    def take(raw: bytes, envelope: Envelope) -> Answer:
        seen.set()
        raise LookupError("ours")

    server.deliver(letter().as_bytes(), user)
    with collected(server.url(user), take):
        assert seen.wait(60)
    assert len(server.letters(user)) == 1


def test_what_the_store_does_not_take_lies_in_a_folder_beside(
    server: Dovecot, user: str, take: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "LARGEST", 2000)
    small, large = letter("small").as_bytes(), letter("x" * 60 + "\n" * 3000).as_bytes()
    for each in (small, large):
        server.deliver(each, user)
    with collected(server.url(user), lambda *_: Answer.REFUSED):
        until(lambda: not server.letters(user))
    assert server.letters(user, collecting.ASIDE) == [small, large]


def test_a_server_that_goes_away_and_comes_back_is_read_on(user: str, take: Taking, took: Took) -> None:
    with tempfile.TemporaryDirectory(prefix="dovecot-") as folder:
        ports = (free_port(), free_port())
        with dovecot(ports=ports, folder=Path(folder)) as before:
            before.deliver(letter("first").as_bytes(), user)
            url = before.url(user)
            with collected(url, take, again=0.1):
                until(lambda: len(took) == 1)
                before.end()
                with dovecot(ports=ports, folder=Path(folder)) as after:
                    after.deliver(letter("second").as_bytes(), user)
                    until(lambda: len(took) == 2)


def test_a_folder_of_ones_own_is_read_and_no_other(server: Dovecot, user: str, take: Taking, took: Took) -> None:
    server.deliver(letter("not for support").as_bytes(), user)
    server.create(user, "F&APw-r uns/Support")  # as IMAP writes it (RFC 3501, section 5.1.3)
    server.deliver(letter("for support").as_bytes(), user, "F&APw-r uns/Support")
    with collected(server.url(user, "/F%C3%BCr%20uns%2FSupport"), take):
        until(lambda: len(took) == 1)
    assert b"for support" in took[0][0]
    assert len(server.letters(user)) == 1


@pytest.mark.parametrize(
    ("headers", "sender", "automatic"),
    [
        ({"Return_Path": "<>"}, "", True),
        ({"Return_Path": "<bob@example.org>"}, "bob@example.org", False),
        ({}, "ada@example.org", False),
    ],
)
def test_who_sent_it_is_what_the_server_wrote_into_it(
    server: Dovecot, user: str, take: Taking, took: Took, headers: dict[str, str], sender: str, automatic: bool
) -> None:
    server.deliver(letter(**headers).as_bytes(), user)
    with collected(server.url(user), take):
        until(lambda: bool(took))
    ((raw, envelope),) = took
    assert (envelope.sender, bool(read(raw, envelope).automatic)) == (sender, automatic)


def test_a_letter_to_an_address_that_leads_here_is_one_to_support(
    server: Dovecot, user: str, take: Taking, took: Took
) -> None:
    server.deliver(letter(To="help@elsewhere.example").as_bytes(), user)
    with collected(server.url(user), take):
        until(lambda: bool(took))
    assert took[0][1].recipients == (OURS,)


def test_a_password_goes_to_no_server_that_cannot_say_who_it_is(server: Dovecot, user: str) -> None:
    url = server.url(user).replace("imap:", "imaps:").replace(str(server.port), str(server.secure))
    with pytest.raises(ssl.SSLCertVerificationError), signed_in(Mailbox.of(url)):
        pass


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_to_a_server_that_shows_who_it_is_one_signs_in_by_tls(
    server: Dovecot, user: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.trusted))
    monkeypatch.setattr(mailbox, "_is_near", lambda host: False)
    mailbox._trusted.cache_clear()
    port = server.secure if scheme == "imaps" else server.port
    url = server.url(user).replace("imap:", f"{scheme}:").replace(str(server.port), str(port))
    with signed_in(Mailbox.of(url)) as at:
        assert at.search("ALL") == []
    mailbox._trusted.cache_clear()


def test_in_the_open_a_password_goes_no_further_than_this_machine(user: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "_is_near", lambda host: False)
    with dovecot("ssl = no") as plain, pytest.raises(AWAY, match="in the open"), signed_in(Mailbox.of(plain.url(user))):
        pass


def test_a_wrong_password_is_told_and_does_not_stand_in_it(server: Dovecot, user: str) -> None:
    wrong = Mailbox("127.0.0.1", server.port, False, user, "open-sesame", "INBOX")
    with pytest.raises(AWAY) as told, signed_in(wrong):
        pass
    assert "let us in" in mailbox.why(told.value)
    assert "open-sesame" not in mailbox.why(told.value) + str(wrong) + repr(wrong)


@pytest.fixture
def held(server: Dovecot, user: str, tmp_path: Path) -> tuple[Path, str]:
    """A file that holds a token, and a mailbox that is read by it."""
    (tmp_path / "token").write_text(f"{token(user)}\n")
    return tmp_path / "token", server.by_token(f"file:{tmp_path}/token", user)


@pytest.mark.parametrize("mechanism", ["AUTH=OAUTHBEARER", "AUTH=XOAUTH2"])
def test_by_a_token_one_signs_in_as_the_server_wants_it(
    held: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, mechanism: str
) -> None:
    offered = IMAPClient.has_capability
    monkeypatch.setattr(
        IMAPClient, "has_capability", lambda self, name: name in ("NAMESPACE", mechanism) and offered(self, name)
    )
    with signed_in(Mailbox.of(held[1])) as at:
        assert at.search("ALL") == []


def test_a_command_prints_a_token(server: Dovecot, user: str, held: tuple[Path, str]) -> None:
    with signed_in(Mailbox.of(server.by_token(f"exec:cat+'{held[0]}'", user))) as at:
        assert at.search("ALL") == []


def test_a_token_that_has_run_out_is_told_and_the_next_one_read(
    server: Dovecot, user: str, held: tuple[Path, str], take: Taking, took: Took
) -> None:
    fresh, old = held[0].read_text(), token(user, -timedelta(minutes=1))
    held[0].write_text(old)
    server.deliver(letter().as_bytes(), user)
    with pytest.raises(AWAY) as told, signed_in(Mailbox.of(held[1])):
        pass
    assert "let us in" in mailbox.why(told.value)
    assert old not in mailbox.why(told.value)
    with collected(held[1], take, again=0.1):
        held[0].write_text(fresh)
        until(lambda: len(took) == 1)


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("file:/no/such", "No such file"),
        ("file:/dev/null", "no token comes from /dev/null"),
        ("exec:false+my-secret", "false ended with 1"),
        ("exec:echo+my+secret", "no token comes from echo"),
        ("exec:/no/such+my-secret", "No such file"),
    ],
)
def test_where_no_token_is_that_is_told_and_no_more(server: Dovecot, user: str, where: str, why: str) -> None:
    without = Mailbox.of(server.by_token(where, user))
    with pytest.raises(AWAY, match=why) as told, signed_in(without):
        pass
    assert "secret" not in mailbox.why(told.value) + str(without) + repr(without)


@pytest.mark.parametrize(
    "url",
    [
        *("imaps://host", "imaps://user@host", "https://user:secret@host", "imaps://user:secret@"),
        *("imaps://u:secret@h:x", "imaps://u:secret@h?token=file:/t", "imaps://u@h?token=secret", "imaps://u@h?token="),
        *("imaps://u@h?token=exec:", "imaps://u@h?token=exec:cat+'secret", "imaps://u@h?secret=file:/t"),
    ],
)
def test_a_mailbox_that_is_none_says_what_it_needs_and_no_secret(url: str) -> None:
    with pytest.raises(ValueError, match="needs imaps://") as told:
        Mailbox.of(url)
    assert "secret" not in str(told.value)


def test_what_an_address_has_to_encode_is_read() -> None:
    read = Mailbox.of("imaps://support%40store.example:a%2Fb%40c@mail.example/Store%2FSupport")
    assert read == Mailbox("mail.example", 993, True, "support@store.example", "a/b@c", "Store/Support")
    by_token = Mailbox.of("imaps://support%40store.example@mail.example?token=exec:mail-token+--for+support%2B1")
    assert (by_token.token, by_token.password) == ("exec:mail-token --for support+1", "")
