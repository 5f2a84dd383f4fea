import pytest

from services.search.index.clauses import Best, Clause, Each, Everything, Nothing, Ordered, Sum, Term, Terms, matching
from services.search.index.mending import mend
from services.search.index.reading import understand
from services.search.index.thesaurus import parse
from services.search.index.units import split

KNOWN = parse(["reverse proxy = edge router", "reverse proxy: nginx"])


class Words:
    """A lexicon of some words, each in one product's name."""

    count = 100

    def __init__(self, *names: str) -> None:
        self._names = names

    def frequency(self, field: str, term: str) -> int:
        return sum(name.startswith(term) if field == "starts" else name == term for name in self._names)

    def names_near(self, word: str, edits: int) -> list[str]:
        return list(self._names)


def test_words_that_make_a_term_of_the_field_are_read_together() -> None:
    units = split(["fast", "reverse", "proxies"], KNOWN)
    assert [unit.words for unit in units] == [("fast",), ("reverse", "proxies")]


@pytest.mark.parametrize(
    ("typed", "meant"), [("ngnix", "nginx"), ("ngin", "ngin"), ("ngx", "ngx"), ("zzzzzz", "zzzzzz")]
)
def test_a_word_that_nobody_knows_is_mended(typed: str, meant: str) -> None:
    assert mend(typed, Words("nginx"), KNOWN) == meant


def test_a_mended_question_is_said() -> None:
    assert understand("ngnix", Words("nginx"), KNOWN).corrected == "nginx"
    assert understand("nginx", Words("nginx"), KNOWN).corrected is None


def test_no_question_means_everything_and_signs_alone_nothing() -> None:
    assert understand(" ", Words(), KNOWN).clause == Everything()
    assert understand("?!", Words(), KNOWN).clause == Nothing()


def test_matching_keeps_what_is_found_and_drops_the_scores() -> None:
    clause = Best((Term("name", "a", 5.0), Sum((Term("name", "b", 1.0), Term("short", "a", 2.0)))))
    found = matching(Ordered(clause, (Term("name", "c", 1.0),)))
    assert set(parts(found)) == {Terms("name", ("a", "b"), 0.0), Terms("short", ("a",), 0.0)}


def test_matching_keeps_what_must_be_there() -> None:
    each = Each((Term("name", "a", 1.0), Term("name", "b", 1.0)))
    assert matching(each) == each


def parts(clause: Clause) -> tuple[Clause, ...]:
    return clause.clauses if isinstance(clause, Sum) else (clause,)
