"""docker, asked by its own command line, so that contexts, hosts and certificates are as its owner has set them up."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

from cli.docker_store.ending import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MISSING = ("docker is not on PATH.", "Install it, or run this where docker is.")


def environment() -> dict[str, str]:
    """Ours, without what docker tells its plugins alone."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DOCKER_CLI_PLUGIN_")}


class Docker:
    """`flags` are docker's own options as they were typed: --context, --host …"""

    def __init__(self, flags: tuple[str, ...] = ()) -> None:
        self.flags = flags

    def words(self, *words: str) -> list[str]:
        return ["docker", *self.flags, *words]

    def run(self, *words: str) -> int:
        """On our own terminal, with docker's own progress; its exit code."""
        try:
            return subprocess.run(self.words(*words), env=environment(), check=False).returncode
        except FileNotFoundError as missing:
            raise Stop(*MISSING) from missing

    def told(self, *words: str, given: str = "") -> tuple[int, str]:
        """The exit code, and what docker printed; `given` goes to its standard input."""
        try:
            done = subprocess.run(
                self.words(*words), input=given, capture_output=True, encoding="utf-8", env=environment(), check=False
            )
        except FileNotFoundError as missing:
            raise Stop(*MISSING) from missing
        return done.returncode, done.stdout if done.returncode == 0 else done.stderr.strip()

    def listed(self, *asked: tuple[str, ...], meanwhile: Callable[[], None]) -> list[list[dict[str, Any]]]:
        """What several listing commands answer, run side by side: each a list of what docker tells as JSON.

        `meanwhile` is done while docker looks.
        """
        started = [self._start((*words, "--no-trunc", "--format", "{{json .}}")) for words in asked]
        meanwhile()
        ended = [(each.communicate(), each.returncode) for each in started]
        return [_objects(out, err, code) for (out, err), code in ended]

    def _start(self, words: Iterable[str]) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(
                self.words(*words),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                stdin=subprocess.DEVNULL,
                encoding="utf-8",
                env=environment(),
            )
        except FileNotFoundError as missing:
            raise Stop(*MISSING) from missing


def _objects(out: str, err: str, code: int) -> list[dict[str, Any]]:
    if code:
        said = err.strip().splitlines()
        raise Stop(f"docker could not be asked: {said[0] if said else 'it said nothing'}")
    return [json.loads(line) for line in out.splitlines() if line.strip()]
