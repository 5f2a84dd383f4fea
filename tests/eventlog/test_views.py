"""A read model is what its log says: after failures, beside a rebuild, and in comparison with a replay."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy import event as happening
from sqlalchemy.exc import OperationalError

from eventlog.following import Following, Source
from eventlog.log import Log
from eventlog.projection import Projection
from eventlog.reading import ReadModel
from eventlog.rebuilding import compare, rebuild
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from eventlog.views import View
from tests.eventlog.shelf import GoodArrived, GoodRenamed, broken, goods, shelf, used_names
from tests.eventlog.shop import Counted, on_shelf, tell, tell_many, times_of


@pytest.fixture
def sources(shop_log: Log) -> Mapping[str, Source]:
    return {"shop": Counted(shop_log)}


@pytest.fixture
def following(view: View, sources: Mapping[str, Source], monkeypatch: pytest.MonkeyPatch) -> Following:
    monkeypatch.setattr("eventlog.following.tried.__defaults__", ((0.0, 0.0),))
    return Following(view.feed("shop"), sources["shop"])


def poisoned(log: Log, following: Following) -> None:
    """One good whose arrival cannot be applied, and was renamed since; another that is well."""
    broken.add("cursed")
    tell(log, "1", GoodArrived("cursed", 30))
    tell(log, "2", GoodArrived("chair", 50))
    tell(log, "1", GoodRenamed("lantern"))
    following.catch_up()


def test_one_bad_event_stops_its_stream_and_no_other(shop_log: Log, following: Following, view: View) -> None:
    poisoned(shop_log, following)
    assert on_shelf(view) == ["chair"]
    assert view.reader.position("shop") == 3


def test_a_batch_begins_with_a_look_at_its_checkpoint_and_ends_with_its_move(
    shop_log: Log, following: Following, view: View
) -> None:
    told: list[str] = []

    def heard(*arguments: Any) -> None:
        told.append(arguments[2])

    tell(shop_log, "1", GoodArrived("lamp", 30))
    happening.listen(Engine, "before_cursor_execute", heard)
    try:
        assert view.feed("shop").apply(shop_log.read_all(0), shop_log.incarnation) == 1
    finally:
        happening.remove(Engine, "before_cursor_execute", heard)
    first, *between, last = told
    assert "checkpoints" in first
    assert "UPDATE checkpoints" in last
    assert not [each for each in between if "checkpoints" in each or "COMMIT" in each]
    assert on_shelf(view) == ["lamp"]


def test_what_is_parked_is_told_with_its_error_and_what_waits_behind(
    shop_log: Log, following: Following, view: View
) -> None:
    poisoned(shop_log, following)
    (parked,) = view.parked()
    assert (parked.stream, parked.position, parked.behind) == ("good-1", 1, 1)
    assert "cursed cannot be put on the shelf" in parked.error


def test_a_mended_stream_goes_on_in_order(shop_log: Log, following: Following, view: View) -> None:
    poisoned(shop_log, following)
    broken.clear()
    assert view.retry("shop", "good-1") == 2
    assert on_shelf(view) == ["chair", "lantern"]
    assert view.parked() == []


def test_a_retry_that_fails_leaves_everything_parked(shop_log: Log, following: Following, view: View) -> None:
    poisoned(shop_log, following)
    with pytest.raises(ValueError, match="cursed"):
        view.retry("shop", "good-1")
    assert [parked.behind for parked in view.parked()] == [1]


def test_two_that_try_the_same_again_apply_it_once(shop_log: Log, following: Following, view: View) -> None:
    poisoned(shop_log, following)
    broken.clear()
    failing = view._first_parked("shop", "good-1")
    assert failing is not None
    view.retry("shop", "good-1")
    view._apply_parked(failing)  # by who was slower
    with view.reader.begin() as db:
        assert times_of(db, "cursed") == 1


def test_a_skipped_event_stays_out_and_the_next_ones_go_on(shop_log: Log, following: Following, view: View) -> None:
    poisoned(shop_log, following)
    assert view.skip("shop", "good-1", "it was a mistake") == 1
    assert view.parked() == []
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.catch_up()
    assert on_shelf(view) == ["chair", "lamp"]


def test_a_skipped_event_is_written_down_with_its_reason(shop_log: Log, following: Following, view: View) -> None:
    poisoned(shop_log, following)
    view.skip("shop", "good-1", "it was a mistake")
    with view.reader.begin() as db:
        assert db.execute(text("SELECT position, reason FROM passed_over")).all() == [(1, "it was a mistake")]


def test_a_database_that_is_away_parks_nothing(
    shop_log: Log, following: Following, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("the disk is full"))

    tell(shop_log, "1", GoodArrived("lamp", 30))
    with monkeypatch.context() as disk:
        disk.setattr("eventlog.rows.Rows.flush", away)
        with pytest.raises(OperationalError):
            following.catch_up()
    following.catch_up()
    assert (on_shelf(view), view.parked()) == (["lamp"], [])


def test_a_rebuilt_read_model_is_the_same(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source]
) -> None:
    tell_many(shop_log, 50)
    following.catch_up()
    before = on_shelf(view)
    number = rebuild(view, sources)
    assert view.reader.generation() == number
    assert (on_shelf(view), view.reader.position("shop")) == (before, shop_log.head())


def test_what_is_appended_during_a_rebuild_is_in_both(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source]
) -> None:
    class Busy(Counted):
        """A log to which somebody appends whenever it has been read."""

        def read(self, after: int, limit: int) -> list:
            page = super().read(after, limit)
            if self.asked < 6:
                tell(self.log, "later", GoodArrived(f"later-{self.asked}", 1))
                following.catch_up()
            return page

    tell_many(shop_log, 10)
    following.catch_up()
    rebuild(view, {"shop": Busy(shop_log)})
    following.catch_up()
    assert view.reader.position("shop") == shop_log.head()
    assert compare(view, sources) == []


def test_a_rebuilt_read_model_shows_all_that_the_one_before_it_showed(
    shop_log: Log, following: Following, view: View
) -> None:
    class Late(Counted):
        """A log that goes on once, when its end was read; the live read model is brought it at once."""

        def read(self, after: int, limit: int) -> list:
            page = super().read(after, limit)
            if not page and after == before:
                tell(self.log, "later", GoodArrived("later", 1))
                following.catch_up()
            return page

    tell_many(shop_log, 10)
    following.catch_up()
    before = shop_log.head()
    rebuild(view, {"shop": Late(shop_log)})
    assert (view.reader.position("shop"), "later" in on_shelf(view)) == (before + 1, True)


def test_a_rebuild_that_fails_leaves_nothing_behind(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source]
) -> None:
    class Leaving(Counted):
        def read(self, after: int, limit: int) -> list:
            if after:
                raise Unavailable("service-away", "shop")
            return super().read(after, 7)

    tell_many(shop_log, 10)
    following.catch_up()
    for _ in range(2):  # as whoever supervises it does
        with pytest.raises(Unavailable):
            rebuild(view, {"shop": Leaving(shop_log)})
    assert view.generations._numbers() == [view.reader.generation()]
    rebuild(view, sources)
    assert view.reader.position("shop") == shop_log.head()


def test_readers_see_whole_rows_all_through_a_rebuild(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source]
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    tell_many(shop_log, 20)
    following.catch_up()
    before, seen = on_shelf(view), []

    class Watched(Counted):
        def read(self, after: int, limit: int) -> list:
            seen.append(on_shelf(view))
            return super().read(after, 7)

    rebuild(view, {"shop": Watched(shop_log)})
    assert len(seen) > 5
    assert all(shown == before for shown in [*seen, on_shelf(view)])


def test_a_follower_goes_on_in_the_new_generation(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source]
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.catch_up()
    rebuild(view, sources)
    tell(shop_log, "2", GoodArrived("chair", 50))
    following.advance()
    assert on_shelf(view) == ["chair", "lamp"]


def test_a_rebuild_follows_a_restored_log(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.catch_up()
    monkeypatch.setattr(type(shop_log), "incarnation", "restored")
    rebuild(view, sources)
    following.catch_up()
    assert following.incarnation == "restored"


def test_other_projections_ask_for_a_rebuild(view: View, sources: Mapping[str, Source]) -> None:
    changed = Projection("shop.shelf", source="shop", tables=(goods,), revision=2)
    newer = View(ReadModel("shop", [changed, used_names]), view.url)
    assert not newer.prepare()
    rebuild(newer, sources)
    assert newer.prepare()
    newer.close()


def test_a_program_that_is_replaced_writes_nothing_into_what_its_successor_built(
    shop_log: Log, view: View, following: Following, sources: Mapping[str, Source]
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.catch_up()
    newer = View(ReadModel("shop", [shelf]), view.url)
    rebuild(newer, sources)
    tell(shop_log, "2", GoodArrived("chair", 50))
    with pytest.raises(Unavailable, match="read-model-of-another-program"):
        following.advance()
    assert newer.reader.position("shop") == 1
    newer.close()


def test_rows_equal_to_a_replay_differ_nowhere(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source]
) -> None:
    tell_many(shop_log, 50)
    following.catch_up()
    tell_many(shop_log, 5, seed=2)  # not applied yet: no difference
    assert compare(view, sources) == []


def test_what_is_applied_during_a_comparison_is_no_difference(
    shop_log: Log, following: Following, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventlog.rebuilding.PAGE", 10)
    tell_many(shop_log, 50)
    following.catch_up()

    class GoesOn(Counted):
        def read(self, after: int, limit: int) -> Sequence[Recorded]:
            if not after:
                tell_many(shop_log, 3, seed=2)
                following.catch_up()
            return super().read(after, limit)

    assert compare(view, {"shop": GoesOn(shop_log)}) == []


def test_who_compares_is_never_long_without_a_word(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server ends a transaction of which it hears nothing for ten seconds."""
    monkeypatch.setattr("eventlog.rebuilding.PAGE", 10)
    tell_many(shop_log, 50)
    following.catch_up()
    with view.reader.begin() as db:
        comparing = db.engine
    asked: list[str] = []

    def ask(connection: object, cursor: object, statement: str, *more: object) -> None:
        asked.append(statement)

    happening.listen(comparing, "before_cursor_execute", ask)
    try:
        assert compare(view, sources) == []
    finally:
        happening.remove(comparing, "before_cursor_execute", ask)
    assert sum("checkpoints" in statement for statement in asked) >= 5


def test_a_row_that_somebody_changed_is_found(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source]
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.catch_up()
    with view.generations.writing() as db:
        db.execute(text("UPDATE goods SET price = 3"))
    (difference,) = compare(view, sources)
    assert (difference.table, difference.key) == ("goods", ("good-1",))
    assert difference.live
    assert difference.replayed
    assert (difference.live["price"], difference.replayed["price"]) == (3, 30)


def test_a_row_that_nobody_told_of_is_found(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source]
) -> None:
    tell(shop_log, "1", GoodArrived("lamp", 30))
    following.catch_up()
    with view.generations.writing() as db:
        db.execute(goods.insert().values(stream="good-2", name="ghost", price=1, renamed=0))
    (found,) = compare(view, sources)
    assert (found.key, found.replayed, found.live is None) == (("good-2",), None, False)


def test_a_parked_stream_is_a_difference_once_it_could_be_applied(
    shop_log: Log, following: Following, view: View, sources: Mapping[str, Source]
) -> None:
    poisoned(shop_log, following)
    broken.clear()
    assert {difference.key for difference in compare(view, sources)} >= {("good-1",)}


def test_a_batch_is_one_transaction(shop_log: Log, following: Following, view: View) -> None:
    tell_many(shop_log, 50)
    commits: list[object] = []
    with view.generations.writing() as db:
        engine = db.engine
    happening.listen(engine, "commit", commits.append)
    following.catch_up()
    assert len(commits) <= 3  # the batch, and the looks at the checkpoint
