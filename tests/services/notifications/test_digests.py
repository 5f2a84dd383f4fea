"""A digest tells of what came since the last one and was not read, and goes out when its reader wants it."""

import pytest

from tests.services.notifications.told_world import World

RELEASED, MENDED = "version.released", "version.security"


@pytest.fixture
def world() -> World:
    """Ada bought it, and two releases came out."""
    world = World(["ada"])
    for step in (("grant", 0), ("see", "billing"), ("release", RELEASED), ("release", RELEASED)):
        world.take(step)
    for step in (("hear", "catalog"), ("hear", "catalog"), ("see", "notifications")):
        world.take(step)
    return world


def digests(world: World) -> list[tuple[str, tuple[str, ...]]]:
    """The name of each that was sent, and what it tells of."""
    world.see("notifications")
    names = [row["arguments"] for (kind, _), row in world.store.outbox.items() if kind == "digest"]
    found = [name.partition('"digest":"')[2].partition('"')[0] for name in names]
    return [(name, world.service._notices_of_digest("ada", name)) for name in found]


def test_it_tells_of_all_that_waited_for_it_once(world: World) -> None:
    for step in (("later", 24), ("fire",), ("fire_again",)):
        world.take(step)
    assert digests(world) == [("daily:2026-03-03", ("fact-0.version.released", "fact-1.version.released"))]


def test_what_the_view_had_not_seen_follows_in_a_part_of_its_own_once(world: World) -> None:
    for step in (("release", RELEASED), ("hear", "catalog"), ("later", 24), ("fire",), ("fire_again",)):
        world.take(step)
    told = [notice for _, notices in digests(world) for notice in notices]
    assert sorted(told) == [f"fact-{number}.version.released" for number in range(3)]


def test_nothing_goes_out_before_its_time(world: World) -> None:
    world.take(("fire",))
    assert digests(world) == []


def test_what_was_read_meanwhile_is_left_out(world: World) -> None:
    for step in (("read", 0, 1), ("see", "notifications"), ("later", 24), ("fire",)):
        world.take(step)
    assert digests(world) == [("daily:2026-03-03", ("fact-0.version.released",))]


def test_who_opted_out_meanwhile_gets_none(world: World) -> None:
    for step in (("opt_out", 0, RELEASED), ("later", 24), ("fire",)):
        world.take(step)
    assert digests(world) == []


def test_what_comes_later_is_for_the_next(world: World) -> None:
    for step in (("later", 24), ("fire",), ("release", RELEASED), ("hear", "catalog"), ("later", 24), ("fire",)):
        world.take(step)
    assert [name for name, _ in digests(world)] == ["daily:2026-03-03", "daily:2026-03-04"]


def test_a_letter_that_waited_for_quiet_hours_to_end_goes_out_then() -> None:
    world = World(["ada"])
    for step in (("grant", 0), ("see", "billing"), ("rest", 0, "09:30", "22:00"), ("release", MENDED)):
        world.take(step)
    for step in (("hear", "catalog"), ("fire",), ("send",)):
        world.take(step)
    assert not world.sent
    for step in (("later", 13), ("fire",), ("fire_again",), ("send",)):
        world.take(step)
    assert dict(world.sent) == {("ada", "fact-0.version.security"): 1}
