"""Pulls as publishers see them: by day, tag, platform, client, action and money."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from eventlog.testing import project
from gateway.views import pulls, shelves
from services.catalog.events import PullCount, PullsCounted
from tests.controls.catalog import DIGEST, db_drafted, db_listed, db_published, pulls_counted

DAY = pulls_counted.day
NEXT = replace(
    pulls_counted,
    day=DAY + timedelta(days=1),
    counts=(
        PullCount("1.0.0", DIGEST, "linux/arm64", "skopeo", "tag", paid=True, count=3),
        PullCount("", DIGEST, "linux/amd64", "docker", "digest", paid=True, count=1),
    ),
)


def told(*events: PullsCounted) -> Connection:
    product = [("product-db", event) for event in (db_drafted, db_listed, db_published)]
    counted = [(f"pulls-{event.repository}/{event.day}", event) for event in events]
    return project([shelves.projection, pulls.projection], [*product, *counted])


@pytest.fixture
def db() -> Connection:
    return told(pulls_counted, NEXT)


def asked(db: Connection, by: str, days: int = 2, *, several: bool = False) -> list[tuple[str, int, int, int, int]]:
    found = pulls.pulls_of(db, ["db"], DAY, DAY + timedelta(days=days - 1), by, several=several)
    return [(one.key, one.pulls, one.checks, one.free, one.paid) for one in found]


def test_each_day_is_told_also_one_without_pulls(db: Connection) -> None:
    assert asked(db, "day", 3) == [("2026-01-15", 2, 5, 2, 0), ("2026-01-16", 4, 0, 0, 4), ("2026-01-17", 0, 0, 0, 0)]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("tag", [("1.0.0", 5, 5, 2, 3), (DIGEST, 1, 0, 0, 1)]),
        ("platform", [("linux/amd64", 3, 0, 2, 1), ("linux/arm64", 3, 0, 0, 3), ("unknown", 0, 5, 0, 0)]),
        ("client", [("docker", 3, 5, 2, 1), ("skopeo", 3, 0, 0, 3)]),
        ("how", [("tag", 5, 0, 2, 3), ("digest", 1, 0, 0, 1), ("check", 0, 5, 0, 0)]),
        ("paid", [("paid", 4, 0, 0, 4), ("free", 2, 5, 2, 0)]),
        ("product", [("acme/db", 6, 5, 2, 4)]),
    ],
)
def test_pulls_are_told_by_what_one_asks(db: Connection, by: str, expected: list[object]) -> None:
    assert asked(db, by) == expected


def test_tags_of_several_products_are_told_apart(db: Connection) -> None:
    assert [key for key, *_ in asked(db, "tag", several=True)] == ["acme/db:1.0.0", f"acme/db@{DIGEST}"]


def test_days_outside_the_period_do_not_count(db: Connection) -> None:
    assert asked(db, "client", 1) == [("docker", 2, 5, 2, 0)]


def test_a_later_count_replaces_the_days_earlier_one() -> None:
    more = replace(pulls_counted, counts=(replace(pulls_counted.counts[0], count=9),))
    with told(pulls_counted, more) as db:
        assert pulls.total(db, "db") == 9


def test_the_total_is_of_pulls_and_not_of_checks(db: Connection) -> None:
    assert pulls.total(db, "db") == 6
    assert pulls.total(db, "cache") == 0
    assert pulls.most_pulled(db, 5) == ["acme/db"]
    assert pulls.products_of(db, "acme") == ["db"]
