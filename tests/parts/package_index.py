"""Where this machine's pip takes packages from, for a build that may use it and must not keep it."""

import ast
import configparser
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PASSED_ON = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout")
IN_A_BUILD = "/run/secrets/certificates"


def write(folder: Path) -> Path:
    """`pip.conf` and `certificates` in this folder; the second is empty where pip needs none but its own."""
    folder.mkdir(parents=True, exist_ok=True)
    told = dict(_settings())
    config = configparser.RawConfigParser()
    config["global"] = {name: told[name] for name in PASSED_ON if name in told}
    if "cert" in told:
        config["global"]["cert"] = IN_A_BUILD
    (folder / "certificates").write_bytes(Path(told["cert"]).read_bytes() if "cert" in told else b"")
    with (folder / "pip.conf").open("w") as file:
        config.write(file)
    return folder


def _settings() -> Iterator[tuple[str, str]]:
    """What `pip config list` tells of files and environment; what it tells last counts."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in told.splitlines():
        name, _, value = line.partition("=")
        yield name.rpartition(".")[2], str(ast.literal_eval(value))
