from services.search.index.reading import understand
from services.search.index.remembering import Remembered
from services.search.index.thesaurus import parse

KNOWN = parse(["reverse proxy = edge router", "reverse proxy: nginx"])


class Counted:
    """A lexicon in which products are named so; more can be added."""

    count = 100

    def __init__(self, *names: str) -> None:
        self.names = list(names)

    def frequency(self, field: str, term: str) -> int:
        return self.names.count(term) if field == "name" else 0

    def names_near(self, word: str, edits: int) -> list[str]:
        return list(self.names)


def test_a_question_asked_again_is_not_understood_again() -> None:
    remembered, lexicon = Remembered(), Counted("valkey")
    first = remembered.understood("fast valkey", lexicon, KNOWN)
    assert first == understand("fast valkey", lexicon, KNOWN)
    assert remembered.understood("fast valkey", lexicon, KNOWN) is first


def test_it_is_once_its_words_are_found_elsewhere() -> None:
    remembered, lexicon = Remembered(), Counted("valkey")
    assert remembered.understood("valkye", lexicon, KNOWN).corrected == "valkey"
    lexicon.names.append("valkye")
    assert remembered.understood("valkye", lexicon, KNOWN).corrected is None


def test_it_is_once_another_name_is_like_a_mistyped_word() -> None:
    remembered, lexicon = Remembered(), Counted()
    assert remembered.understood("valkye", lexicon, KNOWN).corrected is None
    lexicon.names.append("valkey")
    assert remembered.understood("valkye", lexicon, KNOWN).corrected == "valkey"


def test_it_is_once_the_thesaurus_knows_more() -> None:
    remembered, lexicon = Remembered(), Counted()
    remembered.understood("valkey", lexicon, KNOWN)
    more = parse(["valkey = redis"])
    assert remembered.understood("valkey", lexicon, more) == understand("valkey", lexicon, more)
