"""The kernel's tests run on SQLite and on PostgreSQL alike."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eventlog.log import Log, open_log
from eventlog.reading import ReadModel
from eventlog.testing import Keyring
from eventlog.views import View
from tests.eventlog.club import SECRET
from tests.eventlog.shelf import broken, shelf, used_names


@pytest.fixture(params=["sqlite", "postgresql"])
def views_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where read models are kept: a folder, or a database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/views"
    return str(request.getfixturevalue("new_database")())


@pytest.fixture(params=["sqlite", "postgresql"])
def log_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a log is kept: a file, or a database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/club.log.db"
    return str(request.getfixturevalue("new_database")())


@pytest.fixture
def keys() -> Keyring:
    return Keyring()


@pytest.fixture
def open_club(log_url: str, keys: Keyring) -> Iterator[Callable[..., Log]]:
    """Opens the club's log, as often as a test likes; each command places its own events."""
    opened: list[Log] = []

    def place() -> None:
        opened[-1].sequence()

    def open_it(**options: Any) -> Log:
        opened.append(open_log("club", log_url, keys=keys, secret=SECRET, on_commit=place, **options))
        return opened[-1]

    yield open_it
    for log in opened:
        log.close()


@pytest.fixture
def log(open_club: Callable[..., Log]) -> Log:
    return open_club()


@pytest.fixture
def shop_log(log_url: str) -> Iterator[Log]:
    """The shop's log; each command places its own events."""
    opened: list[Log] = []
    opened.append(open_log("shop", log_url, keys=None, secret=SECRET, on_commit=lambda: opened[0].sequence() or None))
    yield opened[0]
    opened[0].close()


@pytest.fixture
def view(log_url: str, tmp_path: Path) -> Iterator[View]:
    """The shop's read model, in the same kind of database as its log."""
    url = log_url if log_url.startswith("postgresql") else f"sqlite:///{tmp_path}/views"
    view = View(ReadModel("shop", [shelf, used_names]), url)
    assert view.prepare()
    yield view
    view.close()
    broken.clear()
