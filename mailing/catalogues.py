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
        return (SOURCE, *_translated(self.folder))

    def of(self, language: str) -> NullTranslations:
        """English where there is none for the language; read as text, so nothing has to be compiled beforehand."""
        return _read(self.file(language)) if language in _translated(self.folder) else NullTranslations()

    def file(self, language: str) -> Path:
        return self.folder / language / "LC_MESSAGES" / "messages.po"

    def gettext(self, message: str, language: str) -> str:
        return str(self.of(language).ugettext(message))

    def ngettext(self, forms: tuple[str, str], number: int, language: str) -> str:
        return str(self.of(language).ungettext(*forms, number))

    def bring_up_to_date(self, texts: Catalog) -> None:
        """New texts come in untranslated, those that are gone go out."""
        for language in self.languages()[1:]:
            with self.file(language).open("rb") as file:
                kept = read_po(file, locale=language)
            kept.update(texts, no_fuzzy_matching=True)
            written = BytesIO()
            write_po(written, kept, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
            self.file(language).write_bytes(written.getvalue())


@cache
def _translated(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/messages.po")))


@cache
def _read(file: Path) -> NullTranslations:
    compiled = BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, locale=file.parent.parent.name))
    compiled.seek(0)
    return Translations(compiled)
