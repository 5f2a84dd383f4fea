"""What people mean who ask beside the name: by a port, by another maker's product, in a language, or with too much."""

from services.search.reader import Query
from tests.services.search.backs import Back
from tests.services.search.shelf import SHELF, document, found


def test_a_port_finds_what_listens_there(back: Back) -> None:
    assert found(back.filled(SHELF), "connection refused 5432")[0] == "library/postgres"


def test_a_product_of_another_maker_finds_what_is_used_instead(back: Back) -> None:
    shelf = [document("library/redmine", "Issues and plans."), document("library/redis", "Keys and values.")]
    assert found(back.filled(shelf), "youtrack")[0] == "library/redmine"


def test_a_language_says_what_software_is_written_in(back: Back) -> None:
    shelf = [document("library/openjdk", "Java runs."), document("library/solr", "Finds texts, on Java.")]
    assert found(back.filled(shelf), "search engine java")[0] == "library/solr"


def test_what_answers_in_part_follows_where_hardly_anything_answers(back: Back) -> None:
    shelf = [document("acme/one", "Paints fences."), document("acme/two", "Mends boats, slowly and by hand.")]
    assert found(back.filled(shelf), "mends antique wooden boats") == ["acme/two"]


def test_a_chosen_facet_widens_no_question_that_is_answered(back: Back) -> None:
    shelf = [document(f"acme/{n}", "Mends old boats.", kind="plugin" if n == "a" else "container") for n in "abcdef"]
    reader = back.filled([*shelf, document("acme/z", "Old wine.", kind="plugin")])
    assert reader.search(Query("mends old boats", kind=("plugin",))).total == 1


def test_a_letter_left_out_of_a_name_that_texts_are_full_of_is_put_in(back: Back) -> None:
    shelf = [document("library/adminer", "A page for the tables of postgres."), *SHELF]
    reader = back.filled(shelf)
    assert found(reader, "postgrs")[0] == "library/postgres"


def test_a_publisher_is_found_with_a_typing_mistake(back: Back) -> None:
    reader = back.filled([document("harbourline/lamplighter", "Lights lamps."), document("acme/line", "Draws lines.")])
    assert found(reader, "harborline") == ["harbourline/lamplighter"]


def test_another_name_is_suggested_with_a_typing_mistake(back: Back) -> None:
    assert [one.slug for one in back.filled([document("library/mongo")]).suggest("mongdb")] == ["library/mongo"]
