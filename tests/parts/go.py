"""Programs that tests need and Go builds from the module proxy: built once a clone, kept in its `.cache/programs`.

The first build takes minutes where Go's own caches are empty.
"""

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

# As for a debugger: of a program that runs for seconds the compiler need not spend minutes on making it fast.
QUICKLY = ("-trimpath", "-gcflags=all=-N -l -dwarf=false")
HASTE = {"GOGC": "400"}  # of the compiler's memory less is looked through
CACHE = Path(__file__).parents[2] / ".cache" / "programs"
USUAL = "/usr/local/go/bin/go"


@dataclass(frozen=True)
class Program:
    """A main package of a module at a version, with the values its linker is told."""

    name: str
    module: str
    version: str
    package: str
    says_version: str = ""  # the variable that holds the version, which a release build sets
    source: Path | None = None  # a file of our own that stands on the module; `package` is `.` then
    timed: bool = False  # a benchmark's peer, which is built as its makers build it

    def path(self) -> Path:
        """The program on disk; a test is skipped by name where it is not there and Go is not either."""
        kept = CACHE / f"{self.name}-{self.version}"
        if kept.exists():
            return kept
        go = shutil.which("go") or (USUAL if os.access(USUAL, os.X_OK) else None)
        if go is None:
            pytest.skip(f"{self.name} is built by Go from {self.module}@{self.version}, and `go` is not on PATH")
        CACHE.mkdir(parents=True, exist_ok=True)
        with (CACHE / f"{self.name}.lock").open("w") as alone:
            fcntl.flock(alone, fcntl.LOCK_EX)  # two test runs in one clone build it once
            if not kept.exists():
                self._build(go, kept)
        return kept

    def file(self, path: str) -> Path:
        """A file of the module's source, beside the program."""
        kept = CACHE / f"{self.name}-{self.version}-{Path(path).name}"
        if not kept.exists():
            self.path()
            go = shutil.which("go") or USUAL
            command = [go, "mod", "download", "-json", f"{self.module}@{self.version}"]
            with tempfile.TemporaryDirectory() as folder:
                told = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=True)
            shutil.copy2(Path(json.loads(told.stdout)["Dir"]) / path, beside := kept.with_suffix(".new"))
            beside.rename(kept)
        return kept

    def _build(self, go: str, to: Path) -> None:
        """In a module that requires theirs: `go install` refuses modules whose go.mod replaces or excludes others."""
        link = "-s -w" + (f" -X {self.says_version}={self.version}" if self.says_version else "")
        how = ("-trimpath",) if self.timed else QUICKLY
        with tempfile.TemporaryDirectory() as folder:
            if self.source is not None:
                shutil.copy2(self.source, folder)
            for words in (
                ["mod", "init", "programs.test"],
                ["get", f"{self.module}@{self.version}"],
                ["build", "-mod=mod", *how, "-ldflags", link, "-o", "built", self.package],
            ):
                done = subprocess.run(
                    [go, *words],
                    cwd=folder,
                    env={**HASTE, **os.environ, "CGO_ENABLED": "0", "GOWORK": "off"},
                    capture_output=True,
                    text=True,
                    timeout=600,
                    check=False,
                )
                assert done.returncode == 0, f"{self.name} could not be built: {done.stderr[-2000:]}"
            shutil.copy2(Path(folder) / "built", beside := to.with_suffix(".new"))
            beside.rename(to)
