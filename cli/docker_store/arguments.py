"""What is asked for: docker's own options come first and go on to docker, then a command with its arguments."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any, NoReturn

from cli.docker_store.commands import COMMANDS, command
from cli.docker_store.ending import Stop

if TYPE_CHECKING:
    from argparse import Action
    from collections.abc import Sequence

# docker hands a plugin the words as they were typed, with its own options before the plugin's name.
WITH_VALUE = (
    "--config",
    "-c",
    "--context",
    "-H",
    "--host",
    "-l",
    "--log-level",
    "--tlscacert",
    "--tlscert",
    "--tlskey",
)
ALONE = ("-D", "--debug", "--tls", "--tlsverify")


def split(words: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """docker's options, and what is left without the plugin's name: a command, its arguments behind it."""
    at = 0
    while at < len(words):
        name, equals, _ = words[at].partition("=")
        if name in WITH_VALUE:
            at += 1 if equals else 2
        elif name in ALONE:
            at += 1
        else:
            break
    rest = list(words[at:])
    return tuple(words[:at]), _command_first(rest[1:] if rest[:1] == ["store"] else rest)


def _command_first(words: list[str]) -> list[str]:
    """The store may be named before the command, too; where none follows, it is of no use."""
    at = 0
    while words[at : at + 1] and words[at].partition("=")[0] == "--store":
        at += 1 if "=" in words[at] else 2
    if at > len(words):
        raise Stop("--store wants an address.", "It looks like --store https://store.example")
    named, rest = words[:at], words[at:]
    return rest if rest[:1] in ([], ["help"]) else [rest[0], *named, *rest[1:]]


def program(by_docker: bool) -> str:
    return "docker store" if by_docker else "docker-store"


class Parser(ArgumentParser):
    """Mistakes end as every other does: in a sentence, with what to do."""

    def error(self, message: str) -> NoReturn:
        raise Stop(message[:1].upper() + message[1:] + ".", f"See: {self.prog} --help")

    def _check_value(self, action: Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            name = "/".join(action.option_strings) or str(action.metavar or action.dest).upper()
            raise Stop(f"{name} cannot be “{value}”.", f"It may be: {', '.join(map(str, action.choices))}")


def count(text: str) -> int:
    """The value of an option that says how many."""
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"“{text}” is no whole number from 1 on")
    return int(text)


def parser_of(name: str, prog: str) -> Parser:
    parser = Parser(
        prog=f"{prog} {name}",
        description=f"{COMMANDS[name]}.",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--store", metavar="URL", default="", help="the store's address, where it is not the usual one")
    command(name).take(parser)
    return parser


def read(name: str, words: Sequence[str], prog: str) -> Namespace:
    """Raises Stop for what is no command, or no argument of it; ends the process after printing help."""
    if name not in COMMANDS:
        from difflib import get_close_matches

        near = get_close_matches(name, COMMANDS, 1)
        todo = f"Did you mean `{prog} {near[0]}`?" if near else f"See: {prog} --help"
        raise Stop(f"“{name}” is no command of {prog}.", todo)
    return parser_of(name, prog).parse_args(list(words))


def formatted(parser: ArgumentParser) -> None:
    """The options of every command that lists something."""
    parser.add_argument(
        "--format", default="", metavar="FORMAT", help="table, json, or a template such as '{{.Name}} {{json .}}'"
    )
    parser.add_argument("--no-trunc", action="store_true", help="do not shorten anything")


def overview(prog: str) -> str:
    lines = [f"Usage: {prog} COMMAND", "", "Find images in a store, get them, and keep them current.", "", "Commands:"]
    lines += [f"  {name:<14} {text}" for name, text in COMMANDS.items()]
    lines += ["", "Options:", "  --store URL    the store's address, where it is not the usual one"]
    return "\n".join([*lines, "", f"Run `{prog} COMMAND --help` for more on a command."])
