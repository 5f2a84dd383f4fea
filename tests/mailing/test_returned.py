"""What comes back is read as mail servers write it, and whatever comes is read without harm."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailing.returned import BOUNCED, COMPLAINED, DELAYED, UNKNOWN, Returned, read

SAMPLES = Path(__file__).parent / "returned"
POSTFIX = (SAMPLES / "postfix.eml").read_bytes()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("postfix", Returned(BOUNCED, "5.1.1")),
        ("exim", Returned(BOUNCED, "5.2.1")),
        ("exim_old", Returned(BOUNCED)),
        ("exchange", Returned(BOUNCED, "5.1.10")),
        ("gmail", Returned(BOUNCED, "5.1.1")),
        ("qmail", Returned(BOUNCED, "5.1.1")),
        ("blocked", Returned(BOUNCED, "5.7.1")),
        ("postfix_delayed", Returned(DELAYED, "4.4.1")),
        ("postfix_given_up", Returned(DELAYED, "4.4.1")),
        ("complaint", Returned(COMPLAINED)),
        ("not_spam", Returned(UNKNOWN)),
        ("holiday", Returned(UNKNOWN)),
        ("no_status", Returned(BOUNCED)),
    ],
)
def test_each_server_says_in_its_way_what_became_of_a_letter(name: str, found: Returned) -> None:
    assert read((SAMPLES / f"{name}.eml").read_bytes()) == found


def test_one_that_is_cut_short_is_heeded_as_far_as_it_says_something() -> None:
    assert read((SAMPLES / "cut_short.eml").read_bytes()).what in (BOUNCED, UNKNOWN)


def test_the_words_of_the_letter_itself_are_none_of_the_servers() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\nSubject: 550 5.1.1\r\n\r\n5.1.1 is out; <ada@example.org>: failed\r\n"
    head = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b\r\n'
    assert read(head + inner + b"--b--\r\n") == Returned(UNKNOWN)


def test_many_parts_within_parts_are_read_no_deeper_than_letters_are() -> None:
    nested = b"".join(b'Content-Type: multipart/report; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(200))
    assert read(nested).what == UNKNOWN


@given(at=st.integers(0, len(POSTFIX)), length=st.integers(0, 200), instead=st.binary(max_size=40))
def test_a_mangled_one_is_never_an_error(at: int, length: int, instead: bytes) -> None:
    assert read(POSTFIX[:at] + instead + POSTFIX[at + length :]).what in (BOUNCED, DELAYED, COMPLAINED, UNKNOWN)
