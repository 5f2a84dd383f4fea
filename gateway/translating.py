"""Every text that pages show, for translators: `python -m gateway.translating` brings the catalogues up to date."""

from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from gateway.happened import DISPUTED, HAPPENED
from gateway.problems import SENTENCES
from gateway.translation import CATALOGUES, languages
from vocabulary.agreement import AGREEMENT
from vocabulary.categories import CATEGORIES
from vocabulary.criteria import CRITERIA
from vocabulary.facts import FACTS
from vocabulary.findings import FINDINGS
from vocabulary.lint import LINT
from vocabulary.places import PLACES
from vocabulary.remedies import REMEDIES
from vocabulary.unpublished import UNPUBLISHED
from vocabulary.unreadable import UNREADABLE
from vocabulary.unreleasable import UNRELEASABLE

SOURCES = Path(__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
TABLES = {
    "problems.py": SENTENCES,
    "happened.py": HAPPENED,
    "disputes": DISPUTED,
    "agreement": AGREEMENT,
    "lint": LINT,
    "unpublished": UNPUBLISHED,
    "unreleasable": UNRELEASABLE,
    "remedies": REMEDIES,
    "criteria": CRITERIA,
    "findings": FINDINGS,
    "facts": FACTS,
    "places": PLACES,
    "unreadable": UNREADABLE,
}


def texts() -> Catalog:
    """What stands in the sources, and what tables of ours hold: sentences of refusals and of the lint, and labels."""
    found = Catalog(project="Chandlery", charset="utf-8", fuzzy=False)
    for file, _, message, _, context in extract_from_dir(SOURCES, METHODS, OPTIONS):
        found.add(message, locations=[(file, 0)], context=context)
    for place, sentences in TABLES.items():
        for sentence in sentences.values():
            found.add(sentence, locations=[(place, 0)])
    for category in CATEGORIES:
        found.add(category.label, locations=[("categories", 0)])
    return found


def catalogue_file(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def bring_up_to_date(language: str) -> None:
    """New texts come in untranslated, those that are gone go out."""
    path = catalogue_file(language)
    with path.open("rb") as file:
        kept = read_po(file, locale=language)
    kept.update(texts(), no_fuzzy_matching=True)
    written = BytesIO()
    write_po(written, kept, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
    path.write_bytes(written.getvalue())


if __name__ == "__main__":
    for each in languages()[1:]:
        bring_up_to_date(each)
