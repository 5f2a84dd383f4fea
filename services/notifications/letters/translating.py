"""Every text of letters, for translators: `python -m services.notifications.letters.translating` brings it up to date.

The gateway's catalogues are kept in the same way, by gateway.translating.
"""

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir

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


if __name__ == "__main__":
    language.CATALOGUES.bring_up_to_date(texts())
