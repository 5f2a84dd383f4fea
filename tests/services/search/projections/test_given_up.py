"""A product is deprecated as a whole once every image that can be had under a tag is."""

from typing import Any

import pytest

from services.catalog import events as e
from tests.controls.identity import NOON
from tests.services.search.projections.test_documents import AT, of

ONE, OTHER = (f"sha256:{digit * 64}" for digit in "12")
Told = tuple[str, Any]


def released(tag: str, digest: str, plan: str = "free") -> Told:
    image = e.PlatformImage("linux/amd64", digest, 1, 1)
    return AT, e.VersionReleased("r", "1", plan, f"acme/{plan}", tag, digest, (image,), "", "", NOON)


def deprecated(tag: str, digest: str, plan: str = "free") -> Told:
    return AT, e.VersionDeprecated(f"acme/{plan}", "1", tag, digest, "", "", "It is over.")


def yanked(tag: str, digest: str) -> Told:
    return AT, e.VersionYanked("acme/free", "1", tag, digest, "Broken.", security=False)


def moved(tag: str, digest: str, before: str) -> Told:
    return AT, e.TagMoved("m", "acme/free", "1", "free", tag, digest, before, NOON)


FIRST, SECOND = released("1.0", ONE), released("1.1", OTHER)
BOTH = (FIRST, SECOND, deprecated("1.0", ONE), deprecated("1.1", OTHER))


@pytest.mark.parametrize(
    ("told", "over"),
    [
        ((), False),
        ((FIRST,), False),
        ((FIRST, deprecated("1.0", ONE)), True),
        ((FIRST, deprecated("1.0", ONE), deprecated("1.0", ONE)), True),
        ((FIRST, SECOND, deprecated("1.0", ONE)), False),
        (BOTH, True),
        ((*BOTH, released("1.2", "sha256:" + "3" * 64)), False),  # there is a new one
        ((FIRST, SECOND, deprecated("1.0", ONE), yanked("1.1", OTHER)), True),  # what was withdrawn is no choice
        ((FIRST, deprecated("1.0", ONE), yanked("1.0", ONE)), False),  # nothing is left to be told
        ((FIRST, moved("latest", ONE, ""), deprecated("1.0", ONE)), True),  # both tags lead to the same image
        ((FIRST, SECOND, moved("latest", ONE, ""), moved("latest", OTHER, ONE), deprecated("1.1", OTHER)), False),
        ((FIRST, released("1.0", ONE, "pro"), deprecated("1.0", ONE)), False),  # another plan has its own
    ],
)
def test_a_product_is_deprecated_once_all_that_can_be_had_is(told: tuple[Told, ...], *, over: bool) -> None:
    assert of(*told).deprecated is over


def test_a_deprecation_makes_no_product_newer() -> None:
    assert of(FIRST, deprecated("1.0", ONE)).updated == of(FIRST).updated
