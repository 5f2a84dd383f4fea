"""Letters come in by SMTP and by LMTP, from real clients; each is answered once it was taken, or not."""

import asyncio
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from mailing.addressing import tag_in
from mailing.listening import LARGEST, MOST_SESSIONS, Answer, Mailroom, serve
from mailing.places import Place
from mailing.reading import Envelope
from tests.mailing.letters import letter
from tests.parts.process import free_port

OURS = "support@store.example"
Took = list[tuple[bytes, Envelope]]


@contextmanager
def listening(scheme: str, take: Callable[[bytes, Envelope], Answer]) -> Iterator[int]:
    place = Place(scheme, "127.0.0.1", free_port())
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    mailroom = Mailroom(lambda address: tag_in(OURS, address) is not None, take)
    running = threading.Thread(target=loop.run_until_complete, args=(serve(place, mailroom, over.wait, ready.set),))
    running.start()
    try:
        assert ready.wait(60)
        yield place.port
    finally:
        loop.call_soon_threadsafe(over.set)
        running.join(10)
        loop.close()


@contextmanager
def client(scheme: str, port: int) -> Iterator[smtplib.SMTP]:
    kind = smtplib.LMTP if scheme == "lmtp" else smtplib.SMTP
    with kind("127.0.0.1", port, timeout=10) as server:  # type: ignore[operator]
        yield server


def sent(scheme: str, port: int, *to: str, sender: str = "ada@example.org") -> dict[str, tuple[int, bytes]]:
    with client(scheme, port) as server:
        return server.sendmail(sender, to or [OURS], letter().as_bytes())


@pytest.mark.parametrize("scheme", ["smtp", "lmtp"])
def test_a_letter_is_taken_with_its_envelope(scheme: str) -> None:
    took: Took = []
    with listening(scheme, lambda *told: took.append(told) or Answer.TAKEN) as port:  # type: ignore[func-returns-value]
        assert sent(scheme, port, "Support+5.ab@store.example", sender="") == {}
    ((raw, envelope),) = took
    assert envelope == Envelope("", ("Support+5.ab@store.example",))
    assert raw == letter().as_bytes()


@pytest.mark.parametrize("scheme", ["smtp", "lmtp"])
def test_where_the_store_is_away_the_sender_is_asked_to_come_again(scheme: str) -> None:
    with listening(scheme, lambda *_: Answer.LATER) as port, pytest.raises(smtplib.SMTPDataError, match="451"):
        sent(scheme, port)


def test_a_letter_that_broke_the_taking_is_not_lost() -> None:
    def take(raw: bytes, envelope: Envelope) -> Answer:
        raise LookupError("ours")

    with listening("smtp", take) as port, pytest.raises(smtplib.SMTPDataError, match="451"):
        sent("smtp", port)


def test_nothing_is_passed_on() -> None:
    refused = pytest.raises(smtplib.SMTPRecipientsRefused, match="550")
    with listening("smtp", lambda *_: Answer.TAKEN) as port, refused:
        sent("smtp", port, "bob@elsewhere.example", "postmaster@store.example")


def test_by_lmtp_each_recipient_gets_a_letter_of_its_own() -> None:
    took: Took = []
    with listening("lmtp", lambda *told: took.append(told) or Answer.TAKEN) as port:  # type: ignore[func-returns-value]
        refused = sent("lmtp", port, OURS, "support+5.ab@store.example")
    assert refused["support+5.ab@store.example"][0] == 452
    assert [envelope.recipients for _, envelope in took] == [(OURS,)]


def test_a_letter_that_is_too_large_is_refused_before_it_is_sent() -> None:
    with listening("smtp", lambda *_: Answer.TAKEN) as port, client("smtp", port) as server:
        server.ehlo()
        assert server.mail("ada@example.org", [f"SIZE={LARGEST + 1}"])[0] == 552


def test_more_sessions_than_there_may_be_come_again_later() -> None:
    with listening("smtp", lambda *_: Answer.TAKEN) as port:
        held = [smtplib.SMTP("127.0.0.1", port, timeout=10) for _ in range(MOST_SESSIONS)]
        with pytest.raises(smtplib.SMTPException):
            smtplib.SMTP("127.0.0.1", port, timeout=10).ehlo_or_helo_if_needed()
        for each in held:
            each.close()


@pytest.mark.parametrize("url", ["smtp://127.0.0.1", "http://127.0.0.1:25", "lmtp://:24", "smtp://h:1/x"])
def test_a_place_that_is_none_says_what_it_needs(url: str) -> None:
    with pytest.raises(ValueError, match="needs smtp://"):
        Place.of(url)


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("support@store.example", ""),
        ("Support+5.AB@Store.example", "5.ab"),
        ("supporter@store.example", None),
        ("support@elsewhere.example", None),
    ],
)
def test_an_address_of_ours_tells_what_stands_behind_its_plus(given: str, tag: str | None) -> None:
    assert tag_in(OURS, given) == tag
