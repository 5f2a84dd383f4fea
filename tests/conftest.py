"""What every test stands on: no network but loopback, and in CI nothing may be skipped."""

import gc
import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from tests.parts import postgresql

if TYPE_CHECKING:
    from playwright.sync_api import Browser

numbers = itertools.count(1)
NOTHING_SKIPPED = os.environ.get("CHANDLERY_NOTHING_SKIPPED") == "1"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """A skipped test is a failed one where all parts must be there."""
    report = (yield).get_result()
    if NOTHING_SKIPPED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names what failed, and the first line of why, to `tools/test`, which runs it once more, alone."""
    if path := os.environ.get("CHANDLERY_TESTS_FAILED"):
        failed = [report for kind in ("failed", "error") for report in terminalreporter.stats.get(kind, [])]
        with Path(path).open("a") as names:
            for report in failed:
                why = getattr(getattr(report.longrepr, "reprcrash", None), "message", str(report.longrepr))
                names.write(f"{report.nodeid}\t{' '.join(why.split())[:400]}\n")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first, then contracts, journeys and pages; faults, which start and kill stores of their own, last."""
    order = {"journeys": 2, "pages": 2, "faults": 3}
    items.sort(key=lambda item: max(order.get(part, 1) for part in item.path.parts))


def pytest_collection_finish() -> None:
    """All that was imported stays, so the collector of garbage need not go through it each time; nor that often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for journeys and pages alike: Playwright runs once in a process."""
    from tests.parts.browser import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of the one PostgreSQL server of all tests, without a database's name."""
    if postgresql.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the server runs as another user than root
        with postgresql.cluster(Path(folder) / "cluster") as url:
            yield url


@pytest.fixture
def new_database(postgres: str) -> Callable[[], str]:
    """Makes an empty database and gives its address."""

    def make() -> str:
        name = f"test_{next(numbers)}"
        engine = create_engine(f"{postgres}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as db:
            db.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return f"{postgres}/{name}"

    return make
