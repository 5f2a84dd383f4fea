"""Who has as much in staging as a publisher may have pushes no more until some of it is released or cleared."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.catalog import events as catalog
from tests.gateway.counter import Counter
from tests.gateway.registry.asking import ask, code_of, granted

PUSH = "repository:staging/acme/db:pull,push"
PLATFORM = catalog.PlatformImage("linux/amd64", "sha256:aa", 1_000, 1)
STAGED = catalog.VersionStaged("acme/db", "1", "sha256:a", "index", "container", (PLATFORM,), "")
STREAM = "repository-acme/db"
AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def full(tmp_path: Path) -> Counter:
    """Ada's publisher may have a kilobyte, and has one."""
    counter = Counter(tmp_path, environment={"CHANDLERY_STAGING_QUOTA": "1 kB"})
    for name in ("ada", "bob"):
        counter.account(name)
    counter.publisher("acme", "ada")
    counter.publisher("boatyard", "bob")
    counter.product("acme/db", published=False)
    counter.tell((STREAM, STAGED))
    return counter


def test_a_full_staging_takes_no_push_and_says_what_to_do(full: Counter) -> None:
    answer = ask(full, PUSH, password=full.token("ada"))
    assert (answer.status_code, code_of(answer)) == (403, "staging-full")
    assert "Release what waits there, or clear it: http://store.example/publish" in answer.text


def test_what_lies_there_is_pulled_all_the_same(full: Counter) -> None:
    pulled = ask(full, "repository:staging/acme/db:pull", password=full.token("ada"))
    assert granted(pulled) == {"staging/acme/db": ["pull"]}


def test_the_full_staging_of_one_publisher_is_not_another_s(full: Counter) -> None:
    pushed = ask(full, "repository:staging/boatyard/tool:pull,push", password=full.token("bob"))
    assert granted(pushed) == {"staging/boatyard/tool": ["pull", "push"]}


@pytest.mark.parametrize(
    "event",
    [
        catalog.StagedRemoved("acme/db", "1", "sha256:a", "withdrawn"),
        catalog.VersionReleased(
            "r", "db", "pro", "acme/db", "1", "sha256:a", (), "", "", datetime(2026, 1, 1, tzinfo=UTC)
        ),
    ],
    ids=["cleared", "released"],
)
def test_what_is_cleared_or_released_makes_room(full: Counter, event: object) -> None:
    full.tell((STREAM, event))
    assert granted(ask(full, PUSH, password=full.token("ada"))) == {"staging/acme/db": ["pull", "push"]}
