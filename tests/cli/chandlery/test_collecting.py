"""What a garbage collection says that it freed."""

from pathlib import Path

from cli.chandlery import printing
from cli.chandlery.collecting import Freed, collect, freed, sizes_of

TOLD = """staging/acme/db

0 blobs marked, 2 blobs and 0 manifests eligible for deletion
blob eligible for deletion: sha256:3e48
blob eligible for deletion: sha256:47ed
"""


def test_blobs_are_counted_with_their_sizes() -> None:
    assert freed(TOLD, {"sha256:3e48": 700, "sha256:47ed": 300, "sha256:c057": 5}) == Freed(2, 1000)


def test_a_blob_lies_under_its_digest(tmp_path: Path) -> None:
    blob = tmp_path / "sha256" / "3e" / "3e48"
    blob.mkdir(parents=True)
    (blob / "data").write_bytes(b"x" * 700)
    assert sizes_of(tmp_path) == {"sha256:3e48": 700}


def test_a_registry_that_holds_nothing_has_nothing_to_free(tmp_path: Path) -> None:
    assert collect("no-such-program", tmp_path / "config.yml", tmp_path, dry_run=False) == Freed(0, 0)


def test_sizes_are_told_in_units() -> None:
    assert [printing.size(count) for count in (0, 999, 1_300, 20_000_000, 3_210_000_000)] == [
        "0 B",
        "999 B",
        "1.3 kB",
        "20.0 MB",
        "3.2 GB",
    ]
