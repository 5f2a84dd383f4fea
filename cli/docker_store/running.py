"""One run of the program, from its words to its exit code; whatever goes wrong ends in a sentence."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cli.docker_store import VERSION, arguments
from cli.docker_store.commands import command
from cli.docker_store.ending import DONE, FAILED, INTERRUPTED, Stop

if TYPE_CHECKING:
    from collections.abc import Sequence

BY_DOCKER = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND"  # docker sets it for its plugins


def run(words: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal that lacks a character shows “?”
    try:
        code = _run(words)
        sys.stdout.flush()
    except Stop as stopped:
        return _stopped(stopped)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        _drop_the_rest()
        return DONE
    except OSError as wrong:
        _drop_the_rest()
        told = _by_the_machine(wrong)
        return _mistaken(wrong) if told is None else _stopped(told)
    except Exception as mistake:  # nobody is helped by a traceback, but who mends it is
        return _mistaken(mistake)
    return code


def _stopped(stopped: Stop) -> int:
    print(stopped, file=sys.stderr)
    return stopped.code


def _mistaken(mistake: Exception) -> int:
    if os.environ.get("CHANDLERY_TRACEBACK"):
        raise mistake
    print(f"That is a mistake of docker-store {VERSION}: {type(mistake).__name__}: {mistake}", file=sys.stderr)
    print("Set CHANDLERY_TRACEBACK=1 and run it again, and report what it prints.", file=sys.stderr)
    return FAILED


def _by_the_machine(wrong: OSError) -> Stop | None:
    """What this machine refuses, such as room on its disk; None where that says nothing to people."""
    from cli.docker_store.disk import FULL

    if wrong.errno in FULL:
        return Stop("There is no room left on the disk.", "Make room, and run it again.")
    return Stop(f"{wrong.filename}: {wrong.strerror}.") if wrong.filename else None


def _drop_the_rest() -> None:
    """What cannot be printed any more; Python would try it again at its end, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(words: Sequence[str]) -> int:
    if words[:1] and words[0] in ("__complete", "__completeNoDesc"):
        from cli.docker_store.completing import complete

        return complete(words[1:], described=words[0] == "__complete")
    flags, rest = arguments.split(words)
    prog = arguments.program(BY_DOCKER in os.environ)
    if rest[:1] == ["help"]:
        rest = rest[1:]
        rest = rest[1:] if rest[:1] == ["store"] else rest
        rest = [*rest[:1], "--help"] if rest else []
    if not rest or rest[0] in ("-h", "--help"):
        print(arguments.overview(prog))
        return DONE
    if rest[0] in ("-v", "--version"):
        print(f"docker-store {VERSION}")
        return DONE
    asked = arguments.read(rest[0], rest[1:], prog)
    from cli.docker_store.session import Session

    return command(rest[0]).run(asked, Session.of(asked.store, flags, prog))
