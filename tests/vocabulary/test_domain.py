"""Which domain a web address names."""

import pytest

from vocabulary.domain import domain_of


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://acme.example", "acme.example"),
        ("https://www.Acme.example:8443/shop?x=1", "acme.example"),
        ("http://shop.acme.example.", "shop.acme.example"),
        ("https://b\u00fccher.example", "xn--bcher-kva.example"),
    ],
)
def test_an_address_names_a_domain(address: str, domain: str) -> None:
    assert domain_of(address) == domain


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://localhost",
        "https://192.0.2.1",
        "https://[2001:db8::1]/",
        "https://127.1",
        "https://a.0x7f",
        "https://[::1",
        "https://a..b",
        "https://-a.example",
        "https://a b.example",
        "https://" + "a." * 130 + "example",
        "https://" + "\u00fc" * 80 + ".example",
    ],
)
def test_what_is_no_name_of_the_domain_name_system_is_no_domain(address: str) -> None:
    assert domain_of(address) == ""
