"""Addresses and the countries that they lie in, by a real database."""

from pathlib import Path

import pytest

from gateway import countries
from gateway.countries import Countries
from tests.parts.countries import database


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("192.0.2.7", "DE"),
        ("::ffff:192.0.2.7", "DE"),
        ("2001:db8::1", "FR"),
        ("203.0.113.1", ""),
        ("127.0.0.1", ""),
        ("", ""),
        ("nowhere", ""),
    ],
)
def test_an_address_lies_where_the_database_says(tmp_path: Path, address: str, country: str) -> None:
    assert Countries(str(database(tmp_path / "c.mmdb"))).of(address) == country


def test_without_a_database_no_country_is_known() -> None:
    assert Countries("").of("192.0.2.7") == ""


def test_a_newer_file_counts_and_one_that_cannot_be_read_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(countries, "LOOKED_AT", 0.0)
    found = Countries(str(path := database(tmp_path / "c.mmdb")))
    assert found.of("192.0.2.7") == "DE"
    database(tmp_path / "newer.mmdb", {"192.0.2.0/24": "AT"}).replace(path)
    assert found.of("192.0.2.7") == "AT"
    path.write_bytes(b"half of it")
    assert found.of("192.0.2.7") == "AT"


def test_one_that_was_never_there_tells_nothing(tmp_path: Path) -> None:
    assert Countries(str(tmp_path / "none.mmdb")).of("192.0.2.7") == ""
