"""Every kind of notice has words for each of its turns, in every language, whatever of its facts is told."""

import re

import pytest
from babel.messages.pofile import read_po

from services.notifications.events import KINDS
from services.notifications.letters.examples import EXAMPLES
from services.notifications.letters.language import catalogue, languages
from services.notifications.letters.saying import NAMED
from services.notifications.letters.sayings import (
    SAYINGS,
    buying,
    helping,
    products,
    publishing,
    turns,
    vouching,
)
from services.notifications.letters.translating import catalogue_file, texts
from services.notifications.letters.words import text, title, words

STORY = {"name": "Tidewater DB", "version": "2.1"}


def test_every_kind_has_words() -> None:
    assert {kind.name for kind in KINDS} <= SAYINGS.keys()


def test_each_turn_is_written_once() -> None:
    written = [name for each in (buying, helping, products, publishing, turns, vouching) for name in each.SAYINGS]
    assert sorted(written) == sorted(SAYINGS)


@pytest.mark.parametrize("language", languages())
def test_nothing_is_left_out_of_a_sentence_whose_facts_are_told(language: str) -> None:
    for example in EXAMPLES.values():
        said = words(example.kind, example.facts, language, example.product)
        assert all((said.title, said.text, said.action))
        assert "%(" not in f"{said.title} {said.text} {said.todo}"


def test_where_no_fact_is_told_there_still_is_a_title_and_a_text() -> None:
    for name in SAYINGS:
        kind, _, change = name.partition("/")
        said = words(kind, {"change": change})
        assert all((said.title, said.text)), name


def test_german_is_whole() -> None:
    with catalogue_file("de").open("rb") as file:
        german = {each.id: each.string for each in read_po(file, locale="de")}
    missing = [each.id for each in texts() if each.id and not all(german.get(each.id, ("",)) or ("",))]
    assert missing == []


def test_translations_tell_the_same_facts() -> None:
    german = catalogue("de")
    sentences = {each for saying in SAYINGS.values() for each in saying.sentences()}
    assert [each for each in sentences if set(NAMED.findall(each)) != set(NAMED.findall(german.ugettext(each)))] == []


def test_a_product_goes_by_its_address_where_its_name_is_not_told() -> None:
    assert title("product.held", {}, "en", "harbourline/tidewater-db") == "harbourline/tidewater-db is on hold"


def test_a_kind_that_is_not_known_yet_is_told_as_news() -> None:
    assert title("cargo.lost", STORY) == "News about Tidewater DB"


@pytest.mark.parametrize(("days", "when"), [("0", "today"), ("1", "tomorrow"), ("30", "in 30 days")])
def test_days_that_are_left_are_told_in_words(days: str, when: str) -> None:
    facts = STORY | {"days": days, "until": "2027-01-29T12:00:00+00:00"}
    assert title("licence.ending", facts) == f"Your licence for Tidewater DB ends {when}"
    assert "on 29 January 2027" in text("licence.ending", facts)


def test_amounts_and_days_are_written_as_the_language_has_them() -> None:
    facts = STORY | {"plan": "Team", "was": "1,049.00 USD", "price": "1,204.50 USD", "starts": "2027-03-01"}
    assert text("price.changed", facts, "de").startswith("Ab dem 1. März 2027 kostet Tidewater DB (Team) 1.204,50 USD")


def test_a_fact_that_breaks_lines_or_looks_like_one_of_ours_stays_a_fact() -> None:
    said = title("version.released", {"name": "A\r\nBcc: %(version)s", "version": "2"})
    assert said == "A Bcc: %(version)s 2 is out"


def test_titles_fit_a_line() -> None:
    long = {name: title(each.kind, each.facts, "en", each.product) for name, each in EXAMPLES.items()}
    assert {name: said for name, said in long.items() if len(said) > 80} == {}


def test_no_sentence_shouts_or_begs() -> None:
    assert not [each for saying in SAYINGS.values() for each in saying.sentences() if re.search(r"!|\bplease\b", each)]
