"""Texts of letters in the languages of their readers: a gettext catalogue a language, kept and read as text."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import NullTranslations, Translations

SOURCE = "en"


@dataclass(frozen=True)
class Catalogues:
    folder: Path  # LANGUAGE/LC_MESSAGES/messages.po in it

    def languages(self) -> tuple[str, ...]:
        """The source language first, then every language with a catalogue."""
        return (SOURCE, *sorted(path.parent.parent.name for path in self.folder.glob("*/LC_MESSAGES/messages.po")))

    def gettext(self, message: str, language: str) -> str:
        """English where there is no catalogue of the language, or nothing in it."""
        return str(_read(self._file(language)).ugettext(message))

    def bring_up_to_date(self, texts: Catalog) -> None:
        """New texts come in untranslated, those that are gone go out."""
        for language in self.languages()[1:]:
            with self._file(language).open("rb") as file:
                kept = read_po(file, locale=language)
            kept.update(texts, no_fuzzy_matching=True)
            written = BytesIO()
            write_po(written, kept, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
            self._file(language).write_bytes(written.getvalue())

    def _file(self, language: str) -> Path:
        return self.folder / language / "LC_MESSAGES" / "messages.po"


@cache
def _read(file: Path) -> NullTranslations:
    if not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, locale=file.parent.parent.name))
    compiled.seek(0)
    return Translations(compiled)
