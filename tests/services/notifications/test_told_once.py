"""Whatever is heard, repeated, chosen and rebuilt in whatever order: nobody is told twice or in vain, nobody missed."""

import os
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, note, settings
from hypothesis import strategies as st

from tests.services.notifications.told_world import World

EXAMPLES = int(os.environ.get("CHANDLERY_EXAMPLES", "40"))
PEOPLE = ("ada", "bob", "cat")
KINDS = ("version.security", "version.released")  # by letter at once, and by a daily digest, unless somebody says so

whom, which, kinds = st.integers(0, len(PEOPLE) - 1), st.integers(0, 2), st.sampled_from(KINDS)
sources = st.sampled_from(["catalog", "billing"])
mails = st.sampled_from(["off", "now", "daily", "weekly"])
choices = st.tuples(st.just("choose"), st.integers(0, 1), kinds, st.booleans(), mails)
rests = st.tuples(st.just("rest"), st.integers(0, 1), st.just("09:30"), st.sampled_from(["09:30", "00:00", "22:00"]))
facts = st.one_of(
    st.tuples(st.just("release"), kinds),
    st.tuples(st.just("grant"), whom),
    st.tuples(st.just("end"), whom),
    choices,
    st.tuples(st.just("opt_out"), whom, kinds),
    rests,
    st.tuples(st.just("read"), whom, which),
    st.tuples(st.just("see"), st.sampled_from(["billing", "notifications"])),
)
heard = st.tuples(st.just("hear"), sources)
fired = st.tuples(st.sampled_from(["fire", "send"]))
broken = st.tuples(st.just("while_"), st.one_of(heard, fired), st.integers(1, 12), st.one_of(facts, st.just("killed")))
crossed = st.tuples(
    st.just("while_"), st.just(("hear", "catalog")), st.integers(1, 12), st.just(("hear", "billing"))
) | st.tuples(st.just("while_"), st.just(("hear", "billing")), st.integers(1, 12), st.just(("hear", "catalog")))
repeated = st.one_of(
    st.tuples(st.just("hear_again"), sources, which), st.tuples(st.sampled_from(["rebuild", "fire_again"]))
)
later = st.tuples(st.just("later"), st.sampled_from([1, 9, 24]))
others = st.one_of(facts, facts, heard, heard, fired, broken, crossed, repeated, later)
# What makes a story, told in any order: three releases, two who bought, and each heard of again.
STORY = (
    ("release", "version.released"),
    ("release", "version.released"),
    ("release", "version.security"),
    ("grant", 0),
    ("grant", 1),
    ("see", "billing"),
    ("see", "billing"),
    *(("hear", "catalog"),) * 2,
    ("hear", "billing"),
    ("hear_again", "catalog", 0),
    ("hear_again", "billing", 0),
    ("later", 24),
    ("fire",),
    ("fire_again",),
)
# Whoever held the right at the release holds it again before anybody has heard of that.
LOST_AND_FOUND: list[tuple[Any, ...]] = [
    ("grant", 0),
    ("later", 1),
    ("release", "version.released"),
    ("later", 1),
    ("end", 0),
    ("later", 1),
    ("grant", 0),
    ("see", "billing"),
    ("hear", "catalog"),
]


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    call = st.integers(1, 8)
    crossing = ("while_", ("hear", "catalog"), draw(call), ("hear", "billing"))
    killed = ("while_", ("hear", draw(sources)), draw(call), "killed")
    chosen = [draw(rests), *draw(st.lists(choices, min_size=2, max_size=3))]
    return list(draw(st.permutations([*STORY, crossing, killed, *chosen, *draw(st.lists(others, max_size=6))])))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
@given(stories())
@example(LOST_AND_FOUND)
def test_everybody_is_told_once_of_what_concerns_them_as_they_want_it(taken: list[tuple[Any, ...]]) -> None:
    world = World(PEOPLE)
    for one in taken:
        note(str(one))
        world.take(one)
    world.settle()
    addressed, announced = world.addressed(), world.announced()
    for each, _ in world.releases:
        for who in PEOPLE:
            ways = world.ways_since(who, each.kind, announced[each.id])
            right = world.had_right(who, each.happened)
            assert addressed[who, each.id] <= 1, "addressed twice"
            _is_shown_rightly(each.id in world.shown(who), [one.page for one in ways], right)
            was_read = (who, each.id) in world.were_read
            _is_sent_rightly(world.sent[who, each.id], [one.mail for one in ways], right, was_read)


def _is_shown_rightly(shown: bool, pages: list[bool], right: bool | None) -> None:
    assert not (shown and right is False), "shown to a stranger"
    assert not (shown and not any(pages)), "shown to who opted out"
    assert shown or not all(pages) or not right, "missed on the page"


def _is_sent_rightly(letters: int, mails: list[str], right: bool | None, was_read: bool) -> None:
    assert letters <= 1, "written to twice"
    assert not (letters and right is False), "written to a stranger"
    assert not (letters and set(mails) == {"off"}), "written to who opted out"
    assert letters or "off" in mails or not right or was_read, "missed by letter"
