"""A read model can be built anew while it is read, and readers see one generation or the other, whole."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError

from eventlog.batches import Look
from eventlog.checkpoints import AT, HELD, Checkpoint, begin, move
from eventlog.generations import Generations, generations
from eventlog.reading import Reader
from eventlog.refusal import Unavailable
from eventlog.tables import checkpoints
from tests.eventlog.shelf import goods


def always(*both: object) -> bool:
    return True


def add_good(place: Generations, number: int, name: str) -> None:
    with place.writing(number) as db:
        db.execute(insert(goods).values(stream=name, name=name, price=1, renamed=0))


def names_in(reader: Reader) -> list[str]:
    with reader.begin() as db:
        return list(db.scalars(select(goods.c.name)))


@pytest.fixture
def place(views_url: str) -> Iterator[Generations]:
    place = generations("shop", views_url)
    yield place
    place.close()


@pytest.fixture
def reader(views_url: str) -> Iterator[Reader]:
    reader = Reader("shop", views_url)
    yield reader
    reader.close()


def live(place: Generations, name: str) -> int:
    number = place.create([goods, checkpoints])
    add_good(place, number, name)
    assert place.switch(number, always)
    return number


def test_a_read_model_that_was_never_built_says_so(reader: Reader) -> None:
    with pytest.raises(Unavailable, match="read-model-not-built"), reader.begin():
        pass


@pytest.mark.parametrize("lacking", ["SELECT 1 FROM prices", "SELECT colour FROM goods"])
def test_a_generation_that_another_program_built_says_so(lacking: str, place: Generations, reader: Reader) -> None:
    live(place, "tea")
    with pytest.raises(Unavailable, match=r"read-model-not-built.*(prices|colour)"), reader.begin() as db:
        db.execute(text(lacking))
    assert names_in(reader) == ["tea"]


def test_a_row_of_a_generation_that_another_program_built_says_so(place: Generations, reader: Reader) -> None:
    live(place, "tea")
    with pytest.raises(Unavailable, match="read-model-not-built"):
        reader.row(select(goods.c.name, Column("colour")), {})


def test_no_batch_begins_in_a_read_model_that_was_never_built(place: Generations) -> None:
    of_follower = {"of_follower": "shop", "of_source": "shop"}
    with pytest.raises(Unavailable, match="read-model-not-built"), place.applying(Look(HELD, select(*AT), of_follower)):
        pass


def test_a_new_generation_is_read_only_after_the_switch(place: Generations, reader: Reader) -> None:
    live(place, "old")
    number = place.create([goods, checkpoints])
    add_good(place, number, "new")
    assert names_in(reader) == ["old"]
    place.switch(number, always)
    assert names_in(reader) == ["new"]


def test_one_row_is_read_of_what_is_live(place: Generations, reader: Reader) -> None:
    of_name = select(goods.c.name, goods.c.price).where(goods.c.name == bindparam("name"))
    live(place, "old")
    assert reader.row(of_name, {"name": "old"}) == ("old", 1)
    live(place, "new")
    assert reader.row(of_name, {"name": "old"}) is None
    assert reader.row(of_name, {"name": "new"}) == ("new", 1)


def test_who_began_to_read_before_the_switch_reads_on_in_the_old_one(place: Generations, reader: Reader) -> None:
    live(place, "old")
    with reader.begin() as db:
        live(place, "new")
        assert list(db.scalars(select(goods.c.name))) == ["old"]


def test_what_one_reads_together_belongs_together(place: Generations, reader: Reader) -> None:
    number = live(place, "lamp")
    with reader.begin() as db:
        assert list(db.scalars(select(goods.c.name))) == ["lamp"]
        add_good(place, number, "chair")
        assert list(db.scalars(select(goods.c.name))) == ["lamp"]
    assert names_in(reader) == ["lamp", "chair"]


def test_a_batch_goes_to_the_generation_that_is_live_then(place: Generations, reader: Reader) -> None:
    live(place, "old")
    live(place, "new")
    add_good(place, 0, "later")
    assert names_in(reader) == ["new", "later"]


def apply_good(place: Generations, number: int, name: str) -> None:
    look = Look(HELD, select(*AT), {"of_follower": "shop", "of_source": "shop"})
    with place.applying(look, number) as batch:
        batch.db.execute(insert(goods).values(stream=name, name=name, price=1, renamed=0))


@pytest.mark.parametrize("write", [add_good, apply_good])
def test_who_waits_for_the_switch_writes_into_the_new_one(
    place: Generations, views_url: str, reader: Reader, write: Callable[[Generations, int, str], None]
) -> None:
    live(place, "old")
    number = place.create([goods, checkpoints])
    add_good(place, number, "new")
    other = generations("shop", views_url)  # of another instance
    write(other, 0, "before")
    writer = threading.Thread(target=write, args=(other, 0, "later"))

    def ready(*both: object) -> bool:
        writer.start()
        writer.join(0.3)  # so that it is there when the switch comes; it does not end before
        return writer.is_alive()

    assert place.switch(number, ready)
    writer.join()
    other.close()
    assert names_in(reader) == ["new", "later"]


def test_no_switch_where_the_new_one_is_not_ready(place: Generations, reader: Reader) -> None:
    live(place, "old")
    assert not place.switch(place.create([goods, checkpoints]), lambda before, after: False)
    assert names_in(reader) == ["old"]


def test_old_generations_are_dropped_and_the_live_one_stays(place: Generations, reader: Reader) -> None:
    first = live(place, "old")
    assert names_in(reader) == ["old"]
    live(place, "new")
    place.drop_old(unread=0)
    assert names_in(reader) == ["new"]
    with pytest.raises(DBAPIError), place.writing(first) as db:
        db.execute(select(goods))


def test_what_was_live_a_moment_ago_is_not_dropped(place: Generations) -> None:
    first = live(place, "old")
    live(place, "new")
    place.drop_old()
    with place.writing(first) as db:
        assert list(db.scalars(select(goods.c.name))) == ["old"]


def test_a_reader_cannot_write(place: Generations, views_url: str, reader: Reader) -> None:
    live(place, "one")
    with pytest.raises(DBAPIError), reader.begin() as db:
        db.execute(text("DELETE FROM goods"))


def position_in_another_process(url: str, answers: "multiprocessing.Queue[int]") -> None:
    answers.put(Reader("shop", url).position("shop"))


def test_another_process_reads_what_this_one_has_written(place: Generations, views_url: str) -> None:
    live(place, "one")
    with place.writing() as db:
        begin(db, "shop", "shop")
        move(db, Checkpoint("shop", "shop", "first", 7, "an-event"))
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[int] = context.Queue()
    child = context.Process(target=position_in_another_process, args=(views_url, answers))
    child.start()
    assert answers.get(timeout=60) == 7
    child.join(timeout=60)


def test_one_waits_for_ones_own_write_no_longer_than_told(place: Generations, reader: Reader) -> None:
    live(place, "one")
    with place.writing() as db:
        begin(db, "shop", "shop")
    assert not reader.wait_for("shop:1", at_most=0.02)
    with place.writing() as db:
        move(db, Checkpoint("shop", "shop", "first", 1, "an-event"))
    assert reader.wait_for("shop:1", at_most=0.02)


def test_nobody_waits_for_a_source_that_the_view_does_not_follow(place: Generations, reader: Reader) -> None:
    live(place, "one")
    assert reader.wait_for("elsewhere:9", at_most=0.02)


def test_generations_lie_in_the_folder_that_the_address_names(tmp_path: Path) -> None:
    place = generations("shop", f"sqlite:///{tmp_path}/views")
    place.switch(place.create([goods]), always)
    assert (tmp_path / "views" / "shop.db").resolve() == tmp_path / "views" / "shop.1.db"
    place.close()


def test_threads_read_on_while_generations_come_and_go(place: Generations, reader: Reader) -> None:
    live(place, "generation-0")
    ended, seen, failed = threading.Event(), set[str](), list[BaseException]()

    def read() -> None:
        try:
            while not ended.is_set():
                (name,) = names_in(reader)
                seen.add(name)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 8):
        live(place, f"generation-{number}")
        place.drop_old()
    ended.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(seen) > 1
