"""Letters of programs are known, so that no two programs write to each other for ever."""

import pytest

from mailing.reading import Envelope
from tests.mailing.letters import ENVELOPE, as_read, letter


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Auto_Submitted", "auto-replied (vacation)"),
        ("Precedence", "Bulk"),
        ("List_Id", "<users.example.org>"),
        ("X_Autoreply", "yes"),
        ("From", "MAILER-DAEMON@example.org"),
    ],
)
def test_what_a_program_wrote_is_known_by_its_headers(header: str, value: str) -> None:
    assert as_read(letter(**{header: value})).automatic


def test_a_letter_without_a_sender_is_a_bounce() -> None:
    assert as_read(letter(), Envelope("", ENVELOPE.recipients)).automatic


def test_a_report_on_a_letter_is_no_persons() -> None:
    told = b"From: a@example.org\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"
    assert as_read(told).automatic


def test_what_a_person_wrote_is_taken() -> None:
    assert as_read(letter(Auto_Submitted="no", Precedence="normal")).automatic == ""


@pytest.mark.parametrize(
    ("told", "authentic"),
    [
        ("mx.store.example; spf=pass; dmarc=pass (p=reject) header.from=example.org", True),
        ("mx.store.example 1; dmarc=fail header.from=example.org", False),
        ("mx.store.example; dmarc=pass header.from=elsewhere.example", False),
        ("mx.store.example; dmarc=none; spf=pass header.from=example.org", False),
        ("mx.elsewhere.example; dmarc=pass header.from=example.org", False),
        ("mx.store.example; spf=pass (; dmarc=pass header.from=example.org)", False),
        ("", False),
    ],
)
def test_a_letter_is_its_senders_where_the_server_in_front_found_so(told: str, authentic: bool) -> None:
    message = letter(Authentication_Results=told)
    assert as_read(message, server="mx.store.example").authentic is authentic


@pytest.mark.parametrize(
    "told",
    [
        'spf=pass smtp.mailfrom="; dmarc=pass header.from=example.org "@x.example; dmarc=fail header.from=example.org',
        'spf=pass smtp.mailfrom="; dmarc=pass header.from=example.org "@evil.example',
        'spf=pass (of "x); dmarc=pass header.from=example.org (y"@evil.example); dmarc=fail header.from=example.org',
        'spf=pass smtp.mailfrom="a\\"; dmarc=pass header.from=example.org "@evil.example',
        "dmarc=fail header.from=example.org; dmarc=pass header.from=example.org",
        "spf=pass smtp.mailfrom=(((a)); dmarc=pass header.from=example.org",
    ],
)
def test_no_words_of_its_sender_count_as_what_the_server_found(told: str) -> None:
    raw = b"Authentication-Results: mx.store.example; " + told.encode() + b"\n" + letter().as_bytes()
    assert not as_read(raw, server="mx.store.example").authentic


def test_where_no_server_in_front_is_named_letters_are_taken_as_told() -> None:
    assert as_read(letter()).authentic
