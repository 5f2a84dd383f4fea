"""A projection is told by its handlers, and can be tried on given events without a log."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from eventlog.projection import Projection
from eventlog.reading import ReadModel
from eventlog.testing import project
from tests.eventlog.shelf import BoxOpened, GoodArrived, GoodRenamed, GoodSold, goods, names, shelf, used_names

lamp, chair = "good-1", "good-2"
STORY = [
    (lamp, GoodArrived("lamp", 30)),
    (chair, GoodArrived("chair", 50)),
    (lamp, BoxOpened()),
    (lamp, GoodRenamed("lantern")),
    (chair, GoodSold()),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return ""
    make: Callable[[], str] = request.getfixturevalue("new_database")
    return make()


def test_given_events_show_as_rows(url: str) -> None:
    with project([shelf, used_names], STORY, url) as db:
        assert db.execute(select(goods)).all() == [(lamp, "lantern", 30, 1)]
        assert set(db.execute(select(names))) == {("lamp", 1), ("chair", 1), ("lantern", 1)}


def test_an_event_has_one_handler_a_projection() -> None:
    with pytest.raises(TypeError, match="twice"):
        shelf.on(GoodArrived)(print)


def test_a_read_model_knows_what_it_follows() -> None:
    model = ReadModel("shop", [shelf, used_names])
    assert model.sources == ("shop",)
    assert model.types("shop") == {"shop.good-arrived", "shop.good-renamed", "shop.good-sold"}


def test_a_projection_whose_meaning_changed_is_built_anew() -> None:
    changed = Projection("shop.shelf", source="shop", tables=(goods,), revision=2)
    same = Projection("shop.shelf", source="shop", tables=(goods,))
    assert ReadModel("shop", [changed]).fingerprint() != ReadModel("shop", [same]).fingerprint()
