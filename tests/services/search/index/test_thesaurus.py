import pytest

from services.search.index.thesaurus import key_of, parse, thesaurus


def test_names_of_one_thing_stand_for_one_another() -> None:
    meaning = parse(["postgres = postgresql = pg"]).of(key_of("PG"))
    assert meaning is not None
    assert meaning.same == ("postgres", "postgresql")


def test_a_kind_has_its_members_under_each_of_its_names() -> None:
    told = parse(["relational database = rdbms", "rdbms: postgres, mysql"])
    meaning = told.of(key_of("relational databases"))
    assert meaning is not None
    assert meaning.members == ("postgres", "mysql")


def test_members_of_a_member_belong_to_the_kind_after_its_own() -> None:
    told = parse(["web server: nginx, application server", "application server: tomcat"])
    meaning = told.of(key_of("web server"))
    assert meaning is not None
    assert meaning.members == ("nginx", "tomcat")


def test_a_kind_that_holds_itself_ends() -> None:
    assert parse(["a one: a two", "a two: a one"]).of(key_of("a one")) is not None


def test_categories_are_found_by_the_words_people_have_for_them() -> None:
    meaning = parse([]).of(key_of("db"))
    assert meaning is not None
    assert meaning.categories == ("databases-and-storage",)


@pytest.mark.parametrize("line", ["postgres", "a = ", ": a", "kind: a,, b", "a > ", "a > b = c"])
def test_a_line_that_says_nothing_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        parse(["# a comment", line])


def test_a_hint_leads_one_way_and_to_what_belongs_to_a_kind() -> None:
    told = parse(["tracker = project management", "project management: redmine", "jira > tracker"])
    hinted, kind = told.of(key_of("jira")), told.of(key_of("tracker"))
    assert hinted is not None
    assert kind is not None
    assert (hinted.same, hinted.members) == (("tracker",), ("redmine",))
    assert "jira" not in kind.same


def test_the_thesaurus_itself_can_be_read() -> None:
    assert len(thesaurus().meanings) > 500
