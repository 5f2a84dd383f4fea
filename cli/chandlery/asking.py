"""Asking the store from a second process: by its socket, or from its files, under the lock, when it is down."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cli.chandlery import control, printing
from cli.chandlery.folder import Folder, InUse
from cli.chandlery.printing import Stop
from cli.chandlery.settings import resolve

Ask = Callable[..., Any]  # ask("why", holder=…, repository=…): the command's result; raises what the store refused


def ask(command: str, **arguments: Any) -> Any:
    with asking(os.environ) as once:
        return once(command, **arguments)


@contextmanager
def asking(environ: Mapping[str, str]) -> Iterator[Ask]:
    """For several questions: a store that is down is opened once for all of them."""
    settings = resolve(environ)
    folder = Folder(Path(settings["CHANDLERY_DATA"]))
    if control.answers(folder.control):
        yield lambda command, **arguments: _ask_running(folder.control, command, arguments)
        return
    _take(folder)
    from cli.chandlery.alone import opened  # patches the sockets of this process first of all

    try:
        with opened(settings, _progress) as carry_out:
            yield lambda command, **arguments: control.result_of(carry_out(command, arguments), _progress)
    finally:
        folder.give_back()


def _ask_running(path: Path, command: str, arguments: Mapping[str, Any]) -> Any:
    try:
        return control.result_of(control.ask(path, command, arguments), _progress)
    except ConnectionError as broken:
        raise Stop(f"The store ended while it was asked: {broken}") from broken


def _take(folder: Folder) -> None:
    if not folder.path.is_dir():
        raise Stop(f"There is no store in {folder.path}; name its folder with CHANDLERY_DATA")
    try:
        folder.take()
    except InUse as busy:
        raise Stop(f"{busy}, which does not answer; end it, or wait until it has started") from busy


def _progress(line: str) -> None:
    printing.err().print(line, style="dim", markup=False)
