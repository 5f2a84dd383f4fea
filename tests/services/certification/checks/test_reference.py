"""Names of images."""

import pytest

from services.certification.checks.reference import Reference, parse

DIGEST = f"sha256:{'0' * 64}"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("postgres", Reference("docker.io", "library/postgres")),
        ("acme/db:1.0", Reference("docker.io", "acme/db", "1.0")),
        ("docker.io/postgres:16", Reference("docker.io", "library/postgres", "16")),
        ("localhost/db", Reference("localhost", "db")),
        ("store.example:5000/acme/db:1", Reference("store.example:5000", "acme/db", "1")),
        ("[::1]:5000/db", Reference("[::1]:5000", "db")),
        (f"store.example/a/b/c@{DIGEST}", Reference("store.example", "a/b/c", "", DIGEST)),
        (f"store.example/db:1@{DIGEST}", Reference("store.example", "db", "1", DIGEST)),
    ],
)
def test_a_name_is_made_whole(text: str, reference: Reference) -> None:
    assert parse(text) == reference


@pytest.mark.parametrize(
    "text", ["", "./db", "/srv/db.tar", "Acme/DB:1", "db:", "db@sha256:12", "a//b", "db:1:2", "db ", "ä"]
)
def test_what_names_no_image_is_none(text: str) -> None:
    assert parse(text) is None
