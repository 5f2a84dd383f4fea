"""What a question needs to know of the words that an index holds."""

from typing import Protocol


class Lexicon(Protocol):
    """What the index knows of words."""

    @property
    def count(self) -> int:
        """All documents."""

    def frequency(self, field: str, term: str) -> int:
        """Documents with this term in this field."""

    def names_near(self, word: str, edits: int) -> list[str]:
        """Words of products' and publishers' names, those among them that are this one but for so many edits."""
