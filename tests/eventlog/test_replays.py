"""A rebuild and a check tell how far they are and what came of them, to whoever asks any instance."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from eventlog import replays
from eventlog.following import Following, Source
from eventlog.generations import Generations
from eventlog.log import Log
from eventlog.rebuilding import compare, rebuild
from eventlog.replays import CHECK, REBUILD, Replay, Telling, UnderWay, under_way
from eventlog.views import View
from tests.eventlog.shelf import GoodArrived
from tests.eventlog.shop import Counted, tell, tell_many


@pytest.fixture
def sources(shop_log: Log) -> Mapping[str, Source]:
    return {"shop": Counted(shop_log)}


def listed(view: View) -> dict[str, Replay]:
    with view.reader.begin() as db:
        return {each.purpose: each for each in replays.listed(db)}


def test_a_rebuild_is_told_in_the_generation_that_it_made(
    shop_log: Log, view: View, sources: Mapping[str, Source]
) -> None:
    tell_many(shop_log, 50)
    rebuild(view, sources)
    told = listed(view)[REBUILD]
    assert (told.state, told.applied, told.goal) == ("done", shop_log.head(), shop_log.head())


def test_its_progress_is_told_meanwhile(
    shop_log: Log, view: View, sources: Mapping[str, Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replays, "OFTEN", 0.0)
    tell_many(shop_log, 50)
    seen: list[tuple[str, int]] = []

    class Watched(Counted):
        def read(self, after: int, limit: int) -> list[Any]:
            seen.append((listed(view)[REBUILD].state, listed(view)[REBUILD].applied))
            return super().read(after, 7)

    rebuild(view, {"shop": Watched(shop_log)})
    assert {state for state, _ in seen} == {"running"}
    assert [applied for _, applied in seen][:4] == [0, 7, 14, 21]


def test_a_check_tells_which_rows_differ(shop_log: Log, view: View, sources: Mapping[str, Source]) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    Following(view.feed("shop"), sources["shop"]).catch_up()
    with view.generations.writing() as db:
        db.execute(text("UPDATE goods SET price = 3"))
    compare(view, sources)
    told = listed(view)[CHECK]
    assert (told.state, told.differences, told.found) == ("done", 1, ["goods good-1"])


def test_two_rebuilds_at_once_are_one(view: View, sources: Mapping[str, Source]) -> None:
    with under_way(view.generations, REBUILD, 1):
        with pytest.raises(UnderWay):
            rebuild(view, sources)
        compare(view, sources)
    assert listed(view)[REBUILD].state == "done"


def test_what_failed_says_why(view: View) -> None:
    with pytest.raises(ValueError, match="no such page"), under_way(view.generations, REBUILD, 1):
        raise ValueError("no such page")
    assert (listed(view)[REBUILD].state, listed(view)[REBUILD].error) == ("failed", "ValueError: no such page")


def test_what_ended_with_its_process_is_lost_and_can_be_begun_again(
    view: View, sources: Mapping[str, Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = under_way(view.generations, REBUILD, 1)
    left.__enter__()
    assert listed(view)[REBUILD].state == "running"
    with view.generations.writing() as db:
        db.execute(text("UPDATE replays SET process = 'another', heard_at = '2026-01-01T00:00:00.000000Z'"))
    assert listed(view)[REBUILD].state == "lost"
    rebuild(view, sources)
    assert listed(view)[REBUILD].state == "done"


def test_it_tells_no_more_than_once_a_second(view: View) -> None:
    told: list[int] = []

    class Generation:
        def __init__(self, generations: Generations) -> None:
            self.generations = generations

        def writing(self) -> Any:
            told.append(1)
            return self.generations.writing()

    ticks = iter([0.0, 0.0, 0.5, 1.1, 1.1])
    telling = Telling(Generation(view.generations), REBUILD, lambda: next(ticks))  # type: ignore[arg-type]
    for position in (1, 2, 3):
        telling.reached("shop", position)
    assert len(told) == 2
