from vocabulary.categories import CATEGORIES, label_of


def test_every_category_has_a_slug_of_its_own() -> None:
    assert len({category.slug for category in CATEGORIES}) == len(CATEGORIES)


def test_a_category_has_a_label() -> None:
    assert label_of("web-servers") == "Web servers"


def test_a_category_that_is_not_known_reads_as_its_words() -> None:
    assert label_of("home-automation") == "Home automation"
