"""Questions as they were understood before, good for as long as the index says the same of their words."""

from dataclasses import dataclass, field

from services.search.index.lexicon import Lexicon
from services.search.index.question import Question
from services.search.index.reading import Understood, understand
from services.search.index.thesaurus import Thesaurus

MOST_QUESTIONS = 200  # some 130 kB each, where a page of each was shown


@dataclass
class _Answers:
    """What a lexicon said of a question's words."""

    count: int | None = None
    often: dict[tuple[str, str], int] = field(default_factory=dict)
    near: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def same_from(self, lexicon: Lexicon) -> bool:
        return (
            self.count in (None, lexicon.count)
            and all(lexicon.frequency(*key) == often for key, often in self.often.items())
            and all(lexicon.names_near(*key) == names for key, names in self.near.items())
        )


class _Noting:
    """A lexicon whose answers are noted."""

    def __init__(self, lexicon: Lexicon, answers: _Answers) -> None:
        self._lexicon = lexicon
        self._answers = answers

    @property
    def count(self) -> int:
        self._answers.count = self._lexicon.count
        return self._answers.count

    def frequency(self, field: str, term: str) -> int:
        often = self._answers.often[field, term] = self._lexicon.frequency(field, term)
        return often

    def names_near(self, word: str, edits: int) -> list[str]:
        names = self._answers.near[word, edits] = self._lexicon.names_near(word, edits)
        return names


class Remembered:
    """Understands as `understand` does, whose answer nothing but the text, the lexicon and the thesaurus decides.

    People turn pages of one question and choose values of its facets, and many ask the same.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Thesaurus, _Answers, Question]] = {}

    def understood(self, text: str, lexicon: Lexicon, known: Thesaurus) -> Understood:
        return self.question(text, lexicon, known).asked

    def question(self, text: str, lexicon: Lexicon, known: Thesaurus) -> Question:
        if kept := self._kept.get(text):
            thesaurus, said, before = kept
            if thesaurus is known and said.same_from(lexicon):
                return before
        said = _Answers()
        question = Question(understand(text, _Noting(lexicon, said), known))
        if len(self._kept) >= MOST_QUESTIONS:
            self._kept.clear()
        self._kept[text] = known, said, question
        return question

    def forget(self) -> None:
        self._kept.clear()
