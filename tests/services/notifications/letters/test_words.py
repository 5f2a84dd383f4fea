"""Every kind of notice has words for each of its turns, in every language, whatever of its facts is told."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from services.notifications.deciders.preferences_written import LANGUAGES
from services.notifications.events import KINDS
from services.notifications.letters.examples import EXAMPLES
from services.notifications.letters.language import CATALOGUES
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
from services.notifications.letters.translating import texts
from services.notifications.letters.words import text, title, words

TEMPLATES = Path(__file__).parents[4] / "gateway" / "templates"
STORY = {"name": "Tidewater DB", "version": "2.1"}
ENDING = STORY | {"days": "7", "until": "2027-01-29T12:00:00+00:00"}


def test_every_kind_has_words() -> None:
    assert {kind.name for kind in KINDS} <= SAYINGS.keys()


def test_each_turn_is_written_once() -> None:
    written = [name for each in (buying, helping, products, publishing, turns, vouching) for name in each.SAYINGS]
    assert sorted(written) == sorted(SAYINGS)


@pytest.mark.parametrize("language", CATALOGUES.languages())
def test_nothing_is_left_out_of_a_sentence_whose_facts_are_told(language: str) -> None:
    for example in EXAMPLES.values():
        said = words(example.kind, example.facts, language, example.product, example.now)
        assert all((said.title, said.text, said.action))
        assert "%(" not in f"{said.title} {said.text} {said.todo}"


def test_where_no_fact_is_told_there_still_is_a_title_and_a_text() -> None:
    for name in SAYINGS:
        kind, _, change = name.partition("/")
        said = words(kind, {"change": change})
        assert all((said.title, said.text)), name


def test_whoever_chooses_a_language_gets_letters_in_it() -> None:
    assert CATALOGUES.languages() == LANGUAGES


def test_german_is_whole() -> None:
    with CATALOGUES.file("de").open("rb") as file:
        german = {each.id: each.string for each in read_po(file, locale="de")}
    missing = [each.id for each in texts() if each.id and not all(german.get(each.id, ("",)) or ("",))]
    assert missing == []


def test_translations_tell_the_same_facts() -> None:
    german = CATALOGUES.of("de")
    sentences = {each for saying in SAYINGS.values() for each in saying.sentences()}
    assert [each for each in sentences if set(NAMED.findall(each)) != set(NAMED.findall(german.ugettext(each)))] == []


def test_a_product_goes_by_its_address_where_its_name_is_not_told() -> None:
    assert title("product.held", {}, "en", "harbourline/tidewater-db") == "harbourline/tidewater-db is on hold"


def test_a_kind_that_is_not_known_yet_is_told_as_news() -> None:
    assert title("cargo.lost", STORY) == "News about Tidewater DB"


@pytest.mark.parametrize(("now", "when"), [("29T00:00", "today"), ("28T23:59", "tomorrow"), ("20T12:00", "in 9 days")])
def test_days_that_are_left_are_counted_when_it_is_read(now: str, when: str) -> None:
    read = datetime.fromisoformat(f"2027-01-{now}+00:00")
    assert title("licence.ending", ENDING, now=read) == f"Your licence for Tidewater DB ends {when}"
    assert "on 29 January 2027" in text("licence.ending", ENDING, now=read)


@pytest.mark.parametrize(
    "kind", sorted({each.kind for each in EXAMPLES.values() if "days" in each.facts} - {"fix.due"})
)
def test_what_is_over_when_it_is_read_is_told_to_be(kind: str) -> None:
    for example in (each for each in EXAMPLES.values() if each.kind == kind and "days" in each.facts):
        said = words(kind, example.facts, "en", example.product, datetime(2027, 2, 3, tzinfo=UTC))
        assert "29 January 2027" in said.title
        assert re.search(r"\b(ran|was|stopped|could)\b", said.title)
        assert re.search(r"\b(ran|was|could)\b", said.text)


def test_days_are_those_of_where_its_reader_lives() -> None:
    facts = ENDING | {"until": "2027-01-29T03:00:00+00:00"}
    read = datetime(2027, 1, 28, 12, tzinfo=ZoneInfo("America/New_York"))
    assert title("licence.ending", facts, now=read) == "Your licence for Tidewater DB ends today"
    assert "on 28 January 2027" in text("licence.ending", facts, now=read)


def test_a_day_is_the_same_everywhere() -> None:
    facts = {"brand": "Visa", "days": "0", "until": "2027-01-31"}
    read = datetime(2027, 1, 31, 20, tzinfo=ZoneInfo("America/New_York"))
    assert title("card.ending", facts, now=read) == "Your card runs out today"


def test_each_check_that_is_waived_has_a_subject_of_its_own() -> None:
    assert title("submission.moved", EXAMPLES["submission.moved/waived"].facts) == (
        "The check “runs-as-root” of Tidewater DB 2.2 is waived"
    )


def test_who_lost_a_webhook_is_told_what_its_page_offers() -> None:
    page = (TEMPLATES / "webhooks" / "webhook.html").read_text()
    todo = words("webhook.stopped", {}).todo
    named = re.findall("“(.+?)”", todo)
    assert named == ["Go on", "Send again"]
    assert all(f'_("{each}")' in page for each in named)


def test_a_token_is_told_apart_by_its_end_and_the_day_it_was_made() -> None:
    said = words("robot.ending", EXAMPLES["robot.ending/token"].facts, now=datetime(2027, 1, 22, tzinfo=UTC))
    assert said.title == "Your access token …x7Qk stops working in 7 days"
    assert "that ends in x7Qk, made on 31 October 2026" in said.text
    assert "“docker store login”" in said.todo


def test_amounts_and_days_are_written_as_the_language_has_them() -> None:
    facts = STORY | {"plan": "Team", "was": "1,049.00 USD", "price": "1,204.50 USD", "starts": "2027-03-01"}
    assert text("price.changed", facts, "de").startswith("Ab dem 1. März 2027 kostet Tidewater DB (Team) 1.204,50 USD")


def test_a_fact_that_breaks_lines_or_looks_like_one_of_ours_stays_a_fact() -> None:
    said = title("version.released", {"name": "A\r\nBcc: %(version)s", "version": "2"})
    assert said == "A Bcc: %(version)s 2 is out"


def test_titles_fit_a_line() -> None:
    long = {name: title(each.kind, each.facts, "en", each.product, each.now) for name, each in EXAMPLES.items()}
    assert {name: said for name, said in long.items() if len(said) > 80} == {}


def test_no_sentence_shouts_or_begs() -> None:
    assert not [each for saying in SAYINGS.values() for each in saying.sentences() if re.search(r"!|\bplease\b", each)]
