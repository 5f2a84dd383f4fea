"""The one file: the same bytes each time, on every Python that is here, and quick to start."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.parts.store import ROOT

BUILDS = str(ROOT / "tools" / "plugin")
USUAL = {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "docker-store"
    subprocess.run([sys.executable, BUILDS, str(path)], check=True, capture_output=True)
    return path


def pythons() -> list[str]:
    """Those on PATH and those of a version manager, by the programs themselves."""
    named = [shutil.which(f"python3.{minor}") for minor in range(9, 15)]
    kept = sorted(Path("~/.pyenv/versions").expanduser().glob("3.*/bin/python"))
    found = [name for name in named if name and "shims" not in name] + [str(path) for path in kept]
    return [name for name in found if int(_minor(name)) >= 9] or [sys.executable]


def _minor(python: str) -> str:
    done = subprocess.run([python, "-c", "import sys; print(sys.version_info[1])"], capture_output=True, check=True)
    return done.stdout.decode()


def test_it_is_the_same_byte_for_byte(file: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, BUILDS, str(tmp_path / "again")], check=True, capture_output=True, cwd=tmp_path)
    assert (tmp_path / "again").read_bytes() == file.read_bytes()


def test_its_checksum_lies_beside_it_as_sha256sum_reads_it(file: Path) -> None:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert file.with_name("docker-store.sha256").read_text() == f"{digest}  docker-store\n"


def test_it_starts_by_itself(file: Path) -> None:
    done = subprocess.run([str(file), "--version"], env=USUAL, capture_output=True, text=True, check=True, timeout=180)
    assert done.stdout.startswith("docker-store ")


@pytest.mark.parametrize("python", pythons())
def test_every_python_from_3_9_on_runs_it(file: Path, python: str) -> None:
    def says(*words: str) -> str:
        done = subprocess.run(
            [python, str(file), *words], env=USUAL, capture_output=True, text=True, check=False, timeout=60
        )
        return done.stdout + done.stderr

    assert says("search", "--help").startswith("usage: docker-store search")
    assert says("search", "--store", "http://127.0.0.1:9").startswith("Nothing answers at http://127.0.0.1:9.")


def test_it_holds_its_licence_and_nothing_of_the_house(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    assert "LICENSE" in names
    assert all(name.startswith(("cli/docker_store/", "cli/__init__", "__main__", "LICENSE")) for name in names)


def test_what_takes_long_to_load_is_not_loaded_at_its_start(file: Path) -> None:
    starts = f"import runpy, sys; sys.argv[1:] = ['--version']; runpy.run_path({str(file)!r}, run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-IS", "-c", f"{starts}; print(*sys.modules)"],
        env=os.environ | USUAL,
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
    )
    assert not {"argparse", "json", "ssl", "subprocess", "urllib.request"} & set(done.stdout.split())
