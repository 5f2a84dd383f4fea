"""The kernel's page of use is a program that runs as it stands there."""

import re
from pathlib import Path

import pytest

import eventlog

README = Path(eventlog.__file__).parent / "README.md"


def test_the_example_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(example, str(README), "exec"), {"__name__": "lockers"})  # noqa: S102 — our own page
    assert (tmp_path / "lockers.log.db").exists()


def test_every_module_has_its_place_on_the_page() -> None:
    told = set(re.findall(r"`(\w+\.py)`", README.read_text()))
    assert told == {path.name for path in README.parent.glob("*.py")} - {"__init__.py"}
