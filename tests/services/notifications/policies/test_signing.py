"""Only the store can have made a link that unsubscribes, or an address that a letter comes back to."""

import pytest

from services.notifications.policies import signing
from services.notifications.policies.signing import DIGESTS, OptingOut

SECRET, OTHER = b"s" * 32, b"o" * 32
ADA = "0198a000-0000-7000-8000-0000000000ad"
ADDRESS = "Ada@example.org"


@pytest.mark.parametrize("kind", ["version.released", DIGESTS])
def test_a_link_tells_whose_it_is_and_of_which_kind(kind: str) -> None:
    asked = OptingOut(ADA, kind)
    assert signing.opting_out(signing.token(asked, SECRET), SECRET) == asked


def test_a_link_of_another_store_or_a_changed_one_is_none() -> None:
    token = signing.token(OptingOut(ADA, "version.released"), SECRET)
    told, _, mark = token.partition(".")
    other = signing.token(OptingOut(ADA, "price.changed"), SECRET).partition(".")[0]
    for forged in (signing.token(OptingOut(ADA, "x"), OTHER), f"{other}.{mark}", f"{told}.{'0' * 32}", told, "", "é"):
        assert signing.opting_out(forged, SECRET) is None


def test_an_address_that_a_letter_comes_back_to_is_of_one_account_and_one_address() -> None:
    tag = signing.tag(ADA, ADDRESS, SECRET)
    assert signing.account_in(tag.upper()) == ADA
    assert signing.is_of(tag.upper(), ADA, ADDRESS.lower(), SECRET)
    assert not signing.is_of(tag, ADA, "ada@new.example", SECRET)
    assert not signing.is_of(tag, ADA, ADDRESS, OTHER)


def test_what_is_no_tag_is_nobodys() -> None:
    assert [signing.account_in(each) for each in ("", "ada", "ada.12", f"é.{'0' * 20}")] == [""] * 4


def test_a_letter_is_known_by_what_it_tells_and_whom() -> None:
    assert signing.key("mail", "a:b") == signing.key("mail", "a:b")
    assert signing.key("mail", "a:b") != signing.key("digest", "a:b")
