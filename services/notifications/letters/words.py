"""What a notice says: the same words in the inbox, in feeds, to webhooks, and in letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.notifications.letters.language import gettext, shown
from services.notifications.letters.saying import chosen
from services.notifications.letters.sayings import saying

STORE = "the store"


@dataclass(frozen=True)
class Words:
    title: str
    text: str  # what happened
    todo: str  # what to do; empty: nothing
    action: str  # what stands on the link


def words(
    kind: str, facts: Mapping[str, str], language: str = "en", product: str = "", now: datetime | None = None
) -> Words:
    """`product` is publisher/product, for where facts do not tell its name; English where there is no `language`.

    `now`: when it is read, in its reader's zone; without it nothing is counted, and days are those of UTC.
    """
    said = saying(kind, facts.get("change", ""))
    told = shown(facts, language, now)
    told["name"] = told.get("name") or product or gettext(language, STORE)

    def filled(*sentences: str) -> str:
        sentence = gettext(language, chosen(sentences, told))
        return sentence % told if "%(" in sentence else sentence

    return Words(filled(*said.title), filled(*said.text), filled(*said.todo), gettext(language, said.action))


def title(
    kind: str, facts: Mapping[str, str], language: str = "en", product: str = "", now: datetime | None = None
) -> str:
    return words(kind, facts, language, product, now).title


def text(
    kind: str, facts: Mapping[str, str], language: str = "en", product: str = "", now: datetime | None = None
) -> str:
    """In one sentence, or two with what to do."""
    said = words(kind, facts, language, product, now)
    return f"{said.text} {said.todo}".rstrip()
