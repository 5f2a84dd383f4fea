"""The same questions to views that lie in a server's database, as a store of several processes has them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gateway.counter import Counter
from tests.gateway.host.hosting import Hosting, name


@pytest.fixture
def host(tmp_path: Path, new_database: Callable[[], str]) -> Hosting:
    counter = Counter(tmp_path, environment={"CHANDLERY_VIEWS": new_database()})
    counter.product("acme/db")
    return Hosting(counter)


def test_images_of_both_kinds_are_compared_there_as_well(host: Hosting) -> None:
    host.listed(("1.31.4", "latest"))
    old, _ = host.release("1.4.2"), host.release("1.5.0", notes="Faster.")
    asked = [{"reference": name("1.4.2"), "digests": [old]}, {"reference": "nginx:1.29.1"}]
    told = host.ask(*asked)
    assert [one["newest"]["tag"] for one in told] == ["1.5.0", "1.31.4"]
    assert told[0]["notes"][0]["notes"] == "Faster."
