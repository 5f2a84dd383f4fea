"""Every text of letters, for translators: `python -m services.notifications.letters.translating` brings it up to date.

The gateway's catalogues are kept in the same way, by gateway.translating.
"""

from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from services.notifications.letters import drawing, language, words
from services.notifications.letters.reasons import REASONS
from services.notifications.letters.sayings import OTHER, SAYINGS

METHODS = [("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
OF_DIGESTS = (drawing.DAILY, drawing.WEEKLY, drawing.OTHERS)
PLAIN = (language.TODAY, language.TOMORROW, *language.SEVERITIES, words.STORE, *OF_DIGESTS)
PLURALS = (language.IN_DAYS, drawing.AND_MORE, drawing.HEADING)


def texts() -> Catalog:
    """What stands in the tables of sentences, and in templates."""
    found = Catalog(project="Chandlery", charset="utf-8", fuzzy=False)
    for name, saying in (*SAYINGS.items(), ("other", OTHER)):
        for sentence in saying.sentences():
            found.add(sentence, locations=[(name.partition("/")[0], 0)])
    for text in (*PLAIN, *PLURALS):
        found.add(text, locations=[("letters", 0)])
    for reason in REASONS.values():
        found.add(reason, locations=[("reasons", 0)])
    for file, _, message, _, context in extract_from_dir(Path(__file__).parent, METHODS, {}):
        found.add(message, locations=[(file, 0)], context=context)
    return found


def catalogue_file(of: str) -> Path:
    return language.CATALOGUES / of / "LC_MESSAGES" / "messages.po"


def bring_up_to_date(of: str) -> None:
    """New texts come in untranslated, those that are gone go out."""
    path = catalogue_file(of)
    with path.open("rb") as file:
        kept = read_po(file, locale=of)
    kept.update(texts(), no_fuzzy_matching=True)
    written = BytesIO()
    write_po(written, kept, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
    path.write_bytes(written.getvalue())


if __name__ == "__main__":
    for each in language.languages()[1:]:
        bring_up_to_date(each)
