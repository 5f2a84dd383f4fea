"""Texts of an image, such as names of its files, made harmless: what would move a cursor is shown as what it is."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")


def text(raw: str) -> str:
    r"""Escapes, line ends and what reverses the direction of writing as `\x1b`, `\n`, `\u202e`."""
    if raw.isprintable():
        return raw
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in raw)


def printable(value: T) -> T:
    """A report, or a part of one, with every text in it made harmless."""
    made: Any = value
    if isinstance(value, str):
        made = text(value)
    elif isinstance(value, tuple):
        made = tuple(printable(each) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{each.name: printable(getattr(value, each.name)) for each in fields(value)})
    return made  # type: ignore[no-any-return]
