from base64 import urlsafe_b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from eventlog.refusal import Unavailable
from services.search.ports import Change
from services.search.reader import BadCursor, Query, SearchReader
from tests.services.search.backs import Back, Opening
from tests.services.search.shelf import SHELF, changes, document, found


@pytest.fixture(scope="module")
def reader(opening: Opening) -> SearchReader:
    return opening().filled(SHELF)


def facet(reader: SearchReader, query: Query, name: str) -> dict[str, int]:
    return {value.value: value.count for value in reader.search(query).facets[name]}


def test_a_name_typed_in_full_comes_first(reader: SearchReader) -> None:
    assert found(reader, "redis")[0] == "library/redis"


def test_the_beginning_of_a_name_is_enough(reader: SearchReader) -> None:
    assert found(reader, "postg")[0] == "library/postgres"


def test_another_name_for_the_same_thing_finds_it(reader: SearchReader) -> None:
    assert found(reader, "pg")[0] == "library/postgres"


def test_a_kind_of_software_finds_what_belongs_to_it(reader: SearchReader) -> None:
    assert found(reader, "key value store")[0] == "library/redis"


def test_a_publisher_finds_its_products(reader: SearchReader) -> None:
    assert set(found(reader, "acme")) == {"acme/ledger", "acme/gauge"}


def test_the_beginning_of_a_publishers_name_finds_its_products(reader: SearchReader) -> None:
    assert found(reader, "harb") == ["harbour/tide"]
    assert found(reader, "acm") == []


def test_tags_and_descriptions_are_searched(reader: SearchReader) -> None:
    assert found(reader, "thermometers") == ["acme/gauge"]
    assert found(reader, "buoy") == ["harbour/tide"]


def test_a_typing_mistake_is_forgiven_and_said(reader: SearchReader) -> None:
    result = reader.search(Query("postgers"))
    assert result.items[0].slug == "library/postgres"
    assert result.did_you_mean == "postgres"


def test_a_short_word_is_taken_as_it_is(reader: SearchReader) -> None:
    assert reader.search(Query("rdis")).did_you_mean == "redis"
    assert reader.search(Query("rds")).did_you_mean is None


def test_an_exact_name_stands_above_one_that_mentions_it(reader: SearchReader) -> None:
    assert found(reader, "postgresql")[:2] == ["library/postgres", "acme/ledger"]


def test_nothing_asked_lists_everything_official_products_first(reader: SearchReader) -> None:
    result = reader.search(Query())
    assert result.total == len(SHELF)
    assert [item.type for item in result.items[:4]] == ["official"] * 4


def test_facets_count_all_matches(reader: SearchReader) -> None:
    assert facet(reader, Query(), "category") == {"databases-and-storage": 2, "web-servers": 1}
    assert facet(reader, Query(), "publisher") == {"library": 4, "acme": 2, "harbour": 1}


def test_a_chosen_value_narrows_all_facets_but_its_own(reader: SearchReader) -> None:
    query = Query(publisher=("acme",))
    assert facet(reader, query, "publisher") == {"library": 4, "acme": 2, "harbour": 1}
    assert facet(reader, query, "price") == {"free": 1, "paid": 1}


def test_values_of_one_facet_add_up_and_facets_narrow(reader: SearchReader) -> None:
    assert len(found(reader, publisher=("acme", "harbour"))) == 3
    assert found(reader, publisher=("acme", "harbour"), platform=("linux/arm64",)) == ["acme/ledger"]


def test_a_chosen_value_without_matches_is_shown_with_none(reader: SearchReader) -> None:
    assert facet(reader, Query("redis", price=("paid",)), "price")["paid"] == 0


def test_matches_are_marked_and_everything_else_is_escaped(back: Back) -> None:
    reader = back.filled([document("a/b", "Tables & <b>chairs</b>")])
    marked = reader.search(Query("chairs")).items[0].highlights
    assert marked == {"short_description": "Tables &amp; &lt;b&gt;<mark>chairs</mark>&lt;/b&gt;"}


def test_a_held_product_sinks_below_its_equals(back: Back) -> None:
    held = document("a/tide", "Tides.", held=True)
    assert found(back.filled([held, document("b/tide", "Tides.")]), "tide") == ["b/tide", "a/tide"]


def test_a_held_product_sinks_below_a_deprecated_one(back: Back) -> None:
    held, old = document("a/tide", "Deprecated.", held=True), document("b/tide", "Deprecated.")
    assert found(back.filled([held, old]), "tide") == ["b/tide", "a/tide"]


def test_pages_together_hold_every_product_once(back: Back) -> None:
    reader = back.filled([document(f"p/thing-{n:03}", "A thing.") for n in range(95)])
    seen, after = [], ""
    while after is not None:
        page = reader.search(Query("thing", limit=10, after=after))
        seen += [item.slug for item in page.items]
        after = page.next  # type: ignore[assignment]
    assert len(seen) == len(set(seen)) == 95


def test_a_product_that_comes_between_two_pages_repeats_none(back: Back) -> None:
    reader = back.filled([document(f"p/thing-{n:03}") for n in range(40)])
    first = reader.search(Query(limit=10))
    new = document("p/a-new-thing")
    back.apply([Change(new.id, 2, new)])
    second = reader.search(Query(limit=10, after=first.next or ""))
    assert {item.slug for item in first.items}.isdisjoint(item.slug for item in second.items)
    assert second.items[0].slug == "p/thing-010"


def test_updated_sorts_the_latest_first(back: Back) -> None:
    days = [document(f"p/{day}", updated=f"2026-01-{day}T00:00:00Z") for day in (11, 13, 12)]
    assert found(back.filled(days), sort="updated") == ["p/13", "p/12", "p/11"]


def test_pulls_sort_the_most_pulled_first_and_the_rest_by_the_alphabet(back: Back) -> None:
    pulled = {"a": 0, "b": 7, "c": 12_000_000_000, "d": 0}
    shelf = [document(f"p/{name}", pulls=pulls) for name, pulls in pulled.items()]
    reader = back.filled(shelf)
    assert found(reader, sort="pulls") == ["p/c", "p/b", "p/a", "p/d"]
    first = reader.search(Query(sort="pulls", limit=2))
    assert [item.slug for item in reader.search(Query(sort="pulls", after=first.next or "")).items] == ["p/a", "p/d"]


def test_of_equals_the_more_pulled_is_found_first_but_never_before_a_better_match(back: Back) -> None:
    shelf = [
        document("p/alpha", "A ledger.", pulls=10),
        document("p/beta", "A ledger.", pulls=1000),
        document("p/ledger", "Books."),
        document("p/other", "Books, beside a ledger.", pulls=10**9),
    ]
    assert found(back.filled(shelf), "ledger")[:3] == ["p/ledger", "p/beta", "p/alpha"]


def test_ratings_sort_the_best_first_but_one_voice_alone_does_not_lead(back: Back) -> None:
    rated = {"one-voice": (5, 1), "loved": (960, 200), "bad": (20, 10), "unrated": (0, 0)}
    shelf = [document(f"p/{name}", stars=stars, ratings=ratings) for name, (stars, ratings) in rated.items()]
    assert found(back.filled(shelf), sort="rating") == ["p/loved", "p/one-voice", "p/bad", "p/unrated"]


def test_an_item_tells_its_pulls_and_its_rating(back: Back) -> None:
    reader = back.filled([document("p/a", pulls=7, stars=9, ratings=2), document("p/b")])
    told = {item.slug: (item.pulls, item.rating, item.ratings) for item in reader.search(Query()).items}
    assert told == {"p/a": (7, 4.5, 2), "p/b": (0, None, 0)}


@pytest.mark.parametrize(
    "told",
    [
        "",
        "nonsense",
        "[]",
        "[1,2]",
        '["x","a",1]',
        "[NaN,1,1]",
        '[1,"a",1e999]',
        '[1e999,"a",1]',
        "[-1e300,1,1]",
        "[" * 9999,
    ],
)
def test_a_foreign_cursor_is_refused(reader: SearchReader, told: str) -> None:
    with pytest.raises(BadCursor):
        reader.search(Query(after=urlsafe_b64encode(told.encode()).decode() or "?"))


def test_suggestions_begin_as_typed_the_better_known_first(reader: SearchReader) -> None:
    told = reader.suggest("pos")
    assert [one.slug for one in told if one.kind == "product"] == ["library/postgres", "library/postfixadmin"]


def test_suggestions_name_publishers_and_categories(reader: SearchReader) -> None:
    assert ("publisher", "acme") in [(one.kind, one.slug) for one in reader.suggest("acm")]
    assert ("category", "databases-and-storage") in [(one.kind, one.slug) for one in reader.suggest("datab")]


def test_suggestions_forgive_a_typing_mistake(reader: SearchReader) -> None:
    assert reader.suggest("ngin")[0].slug == reader.suggest("ngni")[0].slug == "library/nginx"


def test_there_are_never_more_than_eight_suggestions(back: Back) -> None:
    reader = back.filled([document(f"data/data-{n}", categories=("data-science",)) for n in range(20)])
    assert len(reader.suggest("data")) == 8


ODD = ["", " ", "\u0301", '"', "a:b AND (", "*", "x" * 500, "日本語", "-" * 80, "' OR 1=1", "\\", "a" * 40_000, "ﬁ ß Ⅷ"]


@pytest.mark.parametrize("text", ODD)
def test_whatever_is_typed_gets_an_answer(reader: SearchReader, text: str) -> None:
    assert reader.search(Query(text)).total >= 0
    assert len(reader.suggest(text)) <= 8


def test_an_empty_store_answers_with_nothing(back: Back) -> None:
    reader = back.filled([])
    assert reader.search(Query("web server")).total == 0
    assert reader.suggest("web") == []


def test_signs_alone_find_nothing(reader: SearchReader) -> None:
    assert reader.search(Query("!?")).total == 0


def test_words_of_any_script_are_searched(back: Back) -> None:
    assert found(back.filled([document("a/b", name="Погода")]), "погода") == ["a/b"]


def test_small_words_find_nothing_by_themselves_beside_others(reader: SearchReader) -> None:
    assert found(reader, "thermometer and the for") == ["acme/gauge"]
    assert found(reader, "free and open thermometer") == ["acme/gauge"]


def test_a_store_without_an_index_says_so(tmp_path: Path, elasticsearch: str) -> None:
    for place in (tmp_path, elasticsearch):
        with pytest.raises(Unavailable, match="search-not-ready"):
            SearchReader(place, "nobodys-").search(Query())


def test_a_reader_sees_what_was_written_after_it_was_opened(back: Back) -> None:
    reader = back.filled(SHELF)
    assert found(reader, "lantern") == []
    back.apply(changes([document("acme/lantern")]))
    assert found(reader, "lantern") == ["acme/lantern"]
    back.apply([Change("id-acme/lantern", 3, None)])
    assert found(reader, "lantern") == []


def test_a_changed_product_is_found_by_its_new_words_alone(back: Back) -> None:
    reader = back.filled(SHELF)
    renamed = replace(SHELF[6], name="ebb", short_description="Low water.", revision=2)
    back.apply(changes([renamed]))
    assert found(reader, "ebb") == ["harbour/tide"]
    assert found(reader, "coast") == []


def test_what_is_deprecated_is_hidden_counted_by_nobody_and_found_when_asked_for(back: Back) -> None:
    old = document("acme/wharf", "Deprecated; moors ships.", tags=("ships",))
    reader = back.filled([old, document("acme/quay", "Moors ships.", tags=("ships",))])
    assert found(reader, "ships") == found(reader) == ["acme/quay"]
    assert facet(reader, Query("ships"), "publisher") == {"acme": 1}
    asked = reader.search(Query("ships", deprecated=True)).items
    assert [(item.slug, item.deprecated) for item in asked] == [("acme/quay", False), ("acme/wharf", True)]
    assert reader.search(Query(deprecated=True)).total == 2


def test_what_is_deprecated_is_found_by_whoever_names_it(back: Back) -> None:
    reader = back.filled([document("acme/wharf", "Deprecated; moors ships.", name="Ship Wharf"), *SHELF])
    assert found(reader, "ship wharf") == found(reader, "acme wharf")[:1] == ["acme/wharf"]
    assert [(one.slug, one.deprecated) for one in reader.suggest("wharf")] == [("acme/wharf", True)]


@pytest.mark.parametrize("sort", ["relevance", "updated", "pulls", "rating"])
def test_pages_stay_as_they_were_while_other_products_come_and_go(back: Back, sort: str) -> None:
    shelf = [document(f"p/thing-{n:02}", f"A boat {'lamp ' * (n % 3)}", pulls=n, stars=n, ratings=n) for n in range(30)]
    reader, more = back.filled(shelf), Query("boat lamp", sort=sort, limit=7)
    whole = [item.slug for item in reader.search(replace(more, limit=100)).items]
    page, seen = reader.search(more), []
    for turn in range(9):
        seen += [item.slug for item in page.items]
        if page.next is None:
            break
        back.apply(changes([document(f"q/other-{turn}", "A lamp for each boat of them.")]))
        page = reader.search(replace(more, after=page.next))
    ours = [slug for slug in seen if slug.startswith("p/")]
    assert sorted(ours) == sorted(whole)


def test_a_cursor_goes_on_where_its_product_is_gone(back: Back) -> None:
    reader = back.filled([document(f"p/thing-{n:02}", "A thing.") for n in range(20)])
    first = reader.search(Query("thing", limit=10))
    back.apply([Change(first.items[-1].id, 9, None)])
    assert found(reader, "thing", limit=10, after=first.next or "")[0] == "p/thing-10"


TRUSTED = [
    document("a/tide", "Tides.", certified=True, grade="A"),
    document("b/tide", "Tides.", certified=True, grade="C"),
    document("c/tide", "Tides.", grade="C"),
    document("d/tide", "Tides."),
]


def test_certified_products_are_found_by_themselves(back: Back) -> None:
    assert set(found(back.filled(TRUSTED), "tide", certified=("true",))) == {"a/tide", "b/tide"}


def test_products_are_found_by_their_grade(back: Back) -> None:
    reader = back.filled(TRUSTED)
    assert set(found(reader, "tide", grade=("C",))) == {"b/tide", "c/tide"}
    assert found(reader, grade=("C",), certified=("true",)) == ["b/tide"]


def test_certified_products_and_grades_are_counted(back: Back) -> None:
    facets = back.filled(TRUSTED).search(Query("tide", grade=("A",))).facets
    assert [(value.value, value.label, value.count) for value in facets["certified"]] == [("true", "Certified", 1)]
    assert [(value.value, value.count, value.chosen) for value in facets["grade"]] == [("C", 2, False), ("A", 1, True)]


def test_an_item_says_whether_it_is_certified_and_its_grade(back: Back) -> None:
    items = {item.slug: item for item in back.filled(TRUSTED).search(Query("tide")).items}
    assert (items["a/tide"].certified, items["a/tide"].grade) == (True, "A")
    assert (items["d/tide"].certified, items["d/tide"].grade) == (False, "")
