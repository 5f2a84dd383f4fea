"""Pages in the reader's language: every text of a page stands in each catalogue, with the same gaps to fill."""

import re

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from gateway.translating import catalogue_file, texts
from gateway.translation import languages

GAP = re.compile(r"%\(\w+\)s")


def told(language: str) -> Catalog:
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", languages()[1:])
def test_every_text_of_the_pages_is_translated(language: str) -> None:
    catalogue = told(language)
    missing = []
    for message in texts():
        found = catalogue.get(message.id, message.context) if message.id else message
        of_the_api = all(place == "problems.py" for place, _ in message.locations)
        if message.id and not of_the_api and not (found and found.string and all(_each(found.string))):
            missing.append(message.id)
    assert missing == [], "run `python -m gateway.translating`, then translate"


@pytest.mark.parametrize("language", languages()[1:])
def test_a_translation_fills_the_same_gaps(language: str) -> None:
    for message in told(language):
        wanted = set().union(*(GAP.findall(each) for each in _each(message.id)))
        for said in _each(message.string):
            assert not said or set(GAP.findall(said)) <= wanted, message.id


def test_a_reader_gets_the_language_that_their_browser_asks_for(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline/tidewater", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}).text
    assert '<html lang="de">' in html
    assert "Image holen" in html
    assert "Datenbanken und Speicher" in html
    assert "31. Okt. 2026" in html


def test_a_language_without_a_catalogue_falls_back_to_english(visitor: FlaskClient) -> None:
    answer = visitor.get("/", headers={"Accept-Language": "eo"})
    assert '<html lang="en">' in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


def _each(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)
