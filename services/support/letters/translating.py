"""Every text of letters, for translators: `python -m services.support.letters.translating` brings it up to date.

The catalogues of notifications are kept in the same way, by services.notifications.letters.translating.
"""

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file

from services.support.letters.language import CATALOGUES

WORDING = Path(__file__).parents[1] / "policies" / "wording.py"
KEYWORDS = {"said": (1,), "later": (1,)}


def texts() -> Catalog:
    """What wording.py says, or names to be said later."""
    found = Catalog(project="Chandlery", charset="utf-8", fuzzy=False)
    for _, message, _, _ in extract_from_file("python", WORDING, keywords=KEYWORDS):
        found.add(message, locations=[("letters", 0)])
    return found


if __name__ == "__main__":
    CATALOGUES.bring_up_to_date(texts())
