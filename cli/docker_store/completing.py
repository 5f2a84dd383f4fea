"""Cobra's completion protocol, which docker speaks to its plugins: `__complete WORD… TOSEEK` answers lines of
`VALUE\tDESCRIPTION` and last `:DIRECTIVE`. What the store cannot say within a second is left out.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cli.docker_store.arguments import parser_of, split
from cli.docker_store.commands import COMMANDS
from cli.docker_store.ending import Stop

if TYPE_CHECKING:
    from argparse import Action, ArgumentParser
    from collections.abc import Iterable, Sequence

    from cli.docker_store.session import Session

FILES, NO_FILES = 0, 4  # ShellCompDirectiveDefault, ShellCompDirectiveNoFileComp
PATIENCE = 1.0  # seconds that the store is waited for while somebody types
Found = tuple[str, str]
ALONE = (("--store", "The store's address"), ("--version", "Print the version"), ("--help", "Print help"))
OFFICIAL = "library/"
OF_IMAGES = ("show", "versions", "get", "bundle")


def complete(words: Sequence[str], *, described: bool) -> int:
    try:
        found = list(_found(words))
    except Stop:
        found = []
    for value, text in found:
        print(f"{value}\t{text}" if described and text else value)
    directive, name = (FILES, "Default") if not found and _names_a_file(words) else (NO_FILES, "NoFileComp")
    print(f":{directive}")
    print(f"Completion ended with directive: ShellCompDirective{name}", file=sys.stderr)
    return 0


def _names_a_file(words: Sequence[str]) -> bool:
    """Whether the shell's own files are what may come here."""
    _, rest = split(words[:-1])
    if not rest or rest[0] not in COMMANDS:
        return False
    parser, given = parser_of(rest[0], "docker store"), rest[1:]
    places = [one for one in parser._actions if not one.option_strings][len(_placed(parser, given)) :]
    meant = _wanting(parser, given) or next(iter(places), None)
    return meant is not None and "FILE" in str(meant.metavar)


def _found(words: Sequence[str]) -> Iterable[Found]:
    flags, rest = split(words[:-1])
    seek = words[-1] if words else ""
    if not rest:
        return _fitting([*COMMANDS.items(), *ALONE], seek)
    if rest[0] == "help":
        return _fitting(COMMANDS.items(), seek)
    if rest[0] not in COMMANDS:
        return ()
    return _arguments(rest[0], rest[1:], seek, flags)


def _arguments(name: str, given: Sequence[str], seek: str, flags: Sequence[str]) -> Iterable[Found]:
    parser = parser_of(name, "docker store")
    wanting = _wanting(parser, given)
    if wanting is not None:
        return _fitting(_values(wanting, name, given, flags), seek)
    option, equals, value = seek.partition("=")
    if seek.startswith("--") and equals:
        action = next((one for one in _options(parser) if option in one.option_strings), None)
        found = _fitting(_values(action, name, given, flags), value) if action else ()
        return [(f"{option}={one}", text) for one, text in found]
    if seek.startswith("-"):
        return _fitting(_shown(parser, given), seek)
    positional = [one for one in parser._actions if not one.option_strings]
    if positional and positional[0].choices:
        return _fitting([(str(one), "") for one in positional[0].choices], seek)
    if name in OF_IMAGES and not _placed(parser, given):
        return _images(seek, flags, given)
    return ()


def _options(parser: ArgumentParser) -> list[Action]:
    return [one for one in parser._actions if one.option_strings]


def _wanting(parser: ArgumentParser, given: Sequence[str]) -> Action | None:
    """The option whose value comes now."""
    last = given[-1] if given else ""
    return next((one for one in _options(parser) if last in one.option_strings and one.nargs != 0), None)


def _shown(parser: ArgumentParser, given: Sequence[str]) -> list[Found]:
    told = [(one, one.option_strings[-1]) for one in _options(parser) if one.help != "==SUPPRESS=="]
    return [(name, (one.help or "").replace("%%", "%")) for one, name in told if name not in given]


def _values(action: Action | None, name: str, given: Sequence[str], flags: Sequence[str]) -> Iterable[Found]:
    if action is None:
        return ()
    if action.choices:
        return [(str(one), "") for one in action.choices]
    if action.dest == "format":
        return [("table", "Columns"), ("json", "One JSON object a line")]
    if action.dest == "plan" and name in OF_IMAGES:
        return _plans(next(iter(_placed(parser_of(name, "docker store"), given)), ""), flags, given)
    return ()


def _placed(parser: ArgumentParser, given: Sequence[str]) -> list[str]:
    """The words that are neither options nor their values."""
    before = ["", *given]
    return [word for at, word in enumerate(given) if word[:1] != "-" and _wanting(parser, before[: at + 1]) is None]


def _fitting(found: Iterable[Found], seek: str) -> list[Found]:
    return [(value, text) for value, text in found if value.startswith(seek)]


def _images(seek: str, flags: Sequence[str], given: Sequence[str]) -> list[Found]:
    """By the product's name, else the publisher's; an official image also by its name alone."""
    publisher, _, named = seek.partition("/")
    told = _session(flags, given).store.get("/suggestions", q=named or publisher)["items"]
    slugs = [(str(one["slug"]), str(one["name"])) for one in told if one["kind"] == "product"]
    return _fitting(
        [*slugs, *((slug[len(OFFICIAL) :], name) for slug, name in slugs if slug.startswith(OFFICIAL))], seek
    )


def _plans(image: str, flags: Sequence[str], given: Sequence[str]) -> list[Found]:
    from cli.docker_store.products import product

    return [(one["id"], one["name"]) for one in product(_session(flags, given), image)["plans"]] if image else []


def _session(flags: Sequence[str], given: Sequence[str]) -> Session:
    from cli.docker_store.session import Session

    named = [given[at + 1] for at, word in enumerate(given[:-1]) if word == "--store"]
    named += [word.partition("=")[2] for word in given if word.startswith("--store=")]
    session = Session.of(named[-1] if named else "", flags, "docker store")
    session.store.patience = PATIENCE
    return session
