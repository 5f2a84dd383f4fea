import pytest

from vocabulary.newest import rank


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("9.6", "16.4"),
        ("16.4", "16.4.1"),
        ("16.4-rc1", "16.4"),
        ("16.4b2", "16.4"),
        ("v1.9", "v1.10"),
        ("2026-11", "2027-01"),
        ("latest", "0.1"),
        ("nightly", "1.0-alpine"),
    ],
)
def test_a_tag_names_a_newer_version(older: str, newer: str) -> None:
    assert rank(older) < rank(newer)


def test_what_is_built_otherwise_is_no_newer() -> None:
    assert rank("16.4-alpine") == rank("16.4-trixie") == rank("16.4")
