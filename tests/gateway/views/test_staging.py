"""How much each publisher has in staging."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from eventlog.testing import project
from gateway.views import gates, staging
from services.catalog import events as e

AT = datetime(2026, 1, 1, tzinfo=UTC)


def staged(tag: str, digest: str, repository: str = "acme/db") -> tuple[str, e.VersionStaged]:
    image = (e.PlatformImage("linux/amd64", "sha256:aa", 700, 1), e.PlatformImage("linux/arm64", "sha256:bb", 300, 1))
    return f"repository-{repository}", e.VersionStaged(repository, tag, digest, "index", "container", image, "")


def after(*told: tuple[str, object]) -> Connection:
    return project([staging.projection, gates.repositories_projection], told)


def test_each_image_counts_once_whatever_its_tags() -> None:
    db = after(staged("1", "sha256:a"), staged("latest", "sha256:a"), staged("2", "sha256:b"))
    assert (staging.staged_bytes(db, "acme"), staging.staged_bytes(db, "other")) == (2000, 0)


def test_what_was_released_or_removed_counts_no_more() -> None:
    released = e.VersionReleased("r", "db", "pro", "acme/db", "1", "sha256:a", (), "", "", AT)
    removed = e.StagedRemoved("acme/db", "2", "sha256:b", "expired")
    told = [("repository-acme/db", each) for each in (released, removed)]
    db = after(staged("1", "sha256:a"), staged("2", "sha256:b"), *told, staged("3", "sha256:c"))
    assert staging.staged_bytes(db, "acme") == 1000


def test_every_repository_of_a_plan_or_a_push_is_known() -> None:
    drafted = ("product-db", e.ProductDrafted("db", "acme", "db", "container", external=False))
    plan = ("product-db", e.PlanAdded("db", "pro", "Pro", "", "acme/db", "anyone", None))
    assert staging.repositories(after(drafted, plan, staged("1", "sha256:a", "acme/other"))) == [
        "acme/db",
        "acme/other",
    ]
