"""What counts as an e-mail address, and when two of them are the same mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.email_address import EmailAddress


@pytest.mark.parametrize(
    "text", ["ada@example.org", "a.b+shop@mail.example.co.uk", "ops@localhost", " ada@example.org "]
)
def test_usual_addresses_are_taken(text: str) -> None:
    assert str(EmailAddress.parse(text)) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@exa mple.org",
        "ada@-example.org",
        "a..b@example.org",
        "a@b@c",
        "ada@example..org",
        "ada@example.org\nBcc: all@example.org",
        '"ada lovelace"@example.org',
        "x" * 65 + "@example.org",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="@"):
        EmailAddress.parse(text)


def test_an_address_of_more_than_254_characters_is_refused() -> None:
    with pytest.raises(ValueError, match="254"):
        EmailAddress.parse("ada@" + ".".join(["a" * 60] * 5))


def test_case_does_not_make_another_mailbox() -> None:
    assert EmailAddress.parse("Ada@Example.ORG").normalised == EmailAddress.parse("ada@example.org").normalised


def test_the_address_is_kept_as_it_was_typed() -> None:
    assert str(EmailAddress.parse("Ada.Lovelace@Example.ORG")) == "Ada.Lovelace@example.org"


def test_a_host_beyond_ascii_is_kept_in_its_idna_form() -> None:
    assert EmailAddress.parse("ada@bücher.example").domain == "xn--bcher-kva.example"


def test_a_flood_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="254"):
        EmailAddress.parse("ada@" + "é" * 1_000_000)


@given(st.text(max_size=80))
def test_any_text_is_an_address_without_control_characters_or_a_value_error(text: str) -> None:
    try:
        address = EmailAddress.parse(text)
    except ValueError:
        return
    assert str(address).isascii()
    assert str(address).isprintable()
