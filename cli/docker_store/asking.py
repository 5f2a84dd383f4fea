"""Questions on a terminal: what is not answered is answered no; where there is nobody to ask, nothing is assumed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cli.docker_store.clean import clean
from cli.docker_store.ending import NO, Stop

if TYPE_CHECKING:
    from collections.abc import Sequence


def somebody() -> bool:
    """Whether there is a person who could answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def tell(text: str = "") -> None:
    """Beside the output proper, so that it stays what scripts read."""
    print(clean(text, lines=True), file=sys.stderr, flush=True)


def answer(question: str, default: str = "") -> str:
    """A line; raises Stop where nobody is there."""
    if not somebody():
        raise Stop("There is nobody to ask here.", "Answer by options: see --help")
    print(f"{clean(question)}{f' [{default}]' if default else ''} ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise Stop("Nothing was answered.", code=NO)
    return line.strip() or default


def agreed(question: str) -> bool:
    return answer(f"{question} [y/N]").lower() in ("y", "yes")


def choice(question: str, among: Sequence[str]) -> int:
    """The place of what was chosen; asked again until it is one of them."""
    while True:
        told = answer(f"{question} (1–{len(among)})")
        if told.isdecimal() and 0 < int(told) <= len(among):
            return int(told) - 1
        if told in among:
            return among.index(told)
        if not told:
            raise Stop("Nothing was chosen.", code=NO)
        tell(f"“{told}” is none of them.")


def paged(text: str) -> None:
    """By the reader's own pager on a terminal; plainly elsewhere."""
    import os
    import shlex
    import shutil
    import subprocess

    text = clean(text, lines=True)
    command = shlex.split(os.environ.get("PAGER", "less"))
    if not (sys.stdout.isatty() and somebody() and command and shutil.which(command[0])):
        print(text)
        return
    env = {"LESS": "FRX", **os.environ, "LESSSECURE": "1"}
    subprocess.run(command, input=text, encoding="utf-8", env=env, check=False)
