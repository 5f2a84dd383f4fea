"""Asking the store from a second process: by its socket, over its broker, or when it is down from its files."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from cli.chandlery import control, printing
from cli.chandlery.folder import Folder, InUse
from cli.chandlery.printing import Stop
from cli.chandlery.settings import resolve

CarryOut = Callable[[str, Mapping[str, Any]], control.Answers]
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
    elif settings["AMQP_URI"]:
        with _distant(settings) as carry_out:
            yield lambda command, **arguments: control.result_of(carry_out(command, arguments), _progress)
    else:
        with _alone(settings, folder) as carry_out:
            yield lambda command, **arguments: control.result_of(carry_out(command, arguments), _progress)


def _ask_running(path: Path, command: str, arguments: Mapping[str, Any]) -> Any:
    try:
        return control.result_of(control.ask(path, command, arguments), _progress)
    except ConnectionError as broken:
        raise Stop(f"The store ended while it was asked: {broken}") from broken


@contextmanager
def _distant(settings: Mapping[str, str]) -> Iterator[CarryOut]:
    """The services run as processes of their own."""
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")  # a resolver that takes long to load, and is not used here
    from cli.chandlery import operations
    from cli.chandlery.distant import Distant
    from cli.chandlery.tidying import Elsewhere

    _must_be_there(Path(settings["CHANDLERY_DATA"]))
    store = Distant(settings)
    try:
        commands = operations.commands(store, Elsewhere(int(settings["CHANDLERY_STAGING_DAYS"])))
        yield partial(control.carry_out, commands)
    finally:
        store.close()


@contextmanager
def _alone(
    settings: Mapping[str, str], folder: Folder
) -> Iterator[Callable[[str, Mapping[str, Any]], control.Answers]]:
    _must_be_there(folder.path)
    from cli.chandlery import beyond  # late: a store that runs is asked without it

    if lost := beyond.lost_secret(settings):
        raise Stop(lost)
    try:
        folder.take()
    except InUse as busy:
        raise Stop(f"{busy}, which does not answer; end it, or wait until it has started") from busy
    from cli.chandlery.alone import opened  # patches the sockets of this process first of all

    try:
        with opened(settings, _progress) as carry_out:
            yield carry_out
    finally:
        folder.give_back()


def _must_be_there(path: Path) -> None:
    if not path.is_dir():
        raise Stop(f"There is no store in {path}; name its folder with CHANDLERY_DATA")


def _progress(line: str) -> None:
    printing.err().print(line, style="dim", markup=False)
