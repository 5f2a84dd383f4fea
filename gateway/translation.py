"""The language a page is written in: the reader's wish, as far as there is a complete catalogue for it."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request

CATALOGUES = Path(__file__).parent / "translations"
SOURCE = "en"


@cache
def languages() -> tuple[str, ...]:
    """The source language first, then every language with a catalogue."""
    return (SOURCE, *sorted(path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po")))


@cache
def catalogue(language: str) -> NullTranslations:
    """Read from the text catalogue, so that nothing has to be compiled beforehand."""
    if language == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def language() -> str:
    if not has_request_context():
        return SOURCE
    if "language" not in g:
        g.language = request.accept_languages.best_match(languages()) or SOURCE
    return str(g.language)


def words() -> NullTranslations:
    """The catalogue of that language, looked up once a request: a page asks for two hundred texts."""
    if not has_request_context():
        return catalogue(SOURCE)
    found: NullTranslations | None = g.get("words")
    if found is None:
        found = g.words = catalogue(language())
    return found


def gettext(message: str, **values: Any) -> str:
    return _filled(str(words().ugettext(message)), values)


def pgettext(context: str, message: str) -> str:
    """Where one English word has several meanings, `context` tells the translator which."""
    return str(words().upgettext(context, message))


def ngettext(singular: str, plural: str, number: int, **values: Any) -> str:
    text = str(words().ungettext(singular, plural, number))
    return _filled(text, {"num": number} | values)


def _filled(text: str, values: Mapping[str, Any]) -> str:
    return text % values if values else text


def translate(app: Flask) -> None:
    """Give the application's templates `_`, `ngettext`, `pgettext` and `{% trans %}`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: words().ugettext(message),
        lambda singular, plural, number: words().ungettext(singular, plural, number),
        newstyle=True,
        pgettext=lambda context, message: words().upgettext(context, message),
    )
