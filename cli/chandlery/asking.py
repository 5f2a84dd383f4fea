"""Asking the store from a second process: by its socket, or from its files, under the lock, when it is down."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.chandlery import control, printing
from cli.chandlery.folder import Folder, InUse
from cli.chandlery.printing import Stop
from cli.chandlery.settings import resolve


def ask(environ: Mapping[str, str], command: str, arguments: Mapping[str, Any]) -> Any:
    """The command's result; raises what the store refused."""
    settings = resolve(environ)
    folder = Folder(Path(settings["CHANDLERY_DATA"]))
    try:
        return control.result_of(control.ask(folder.control, command, arguments), _progress)
    except ConnectionRefusedError:
        return _alone(settings, folder, command, arguments)
    except ConnectionError as broken:
        raise Stop(f"The store ended while it was asked: {broken}") from broken


def _alone(settings: Mapping[str, str], folder: Folder, command: str, arguments: Mapping[str, Any]) -> Any:
    if not folder.path.is_dir():
        raise Stop(f"There is no store in {folder.path}; name its folder with CHANDLERY_DATA")
    try:
        folder.take()
    except InUse as busy:
        raise Stop(f"{busy}, which does not answer; end it, or wait until it has started") from busy
    from cli.chandlery.alone import carry_out  # patches the sockets of this process first of all

    try:
        return control.result_of(carry_out(settings, command, arguments), _progress)
    finally:
        folder.give_back()


def _progress(line: str) -> None:
    printing.err.print(line, style="dim", markup=False)
