"""TSANet as its stand-in has it, and the store's link to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.support.adapters.tsanet import Connect, Link, link_of
from services.support.ports import Case
from services.support.settings import Settings
from tests.parts.tsanet import SERIAL, StandIn, tsanet

Opening = Callable[..., Case]


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with tsanet(tmp_path_factory.mktemp("tsanet")) as running:
        yield running


@pytest.fixture
def link(peer: StandIn, tmp_path: Path) -> Iterator[Link]:
    peer.begin_anew()
    told = {**peer.settings, "CHANDLERY_DATA": str(tmp_path), "CHANDLERY_URL": "http://store.example"}
    made = link_of(Settings.load(told))
    assert made is not None
    yield made
    made.close()


@pytest.fixture
def cases(link: Link) -> Connect:
    return link.cases


@pytest.fixture
def opened(cases: Connect) -> Opening:
    def opening(number: str = "T-1-0198", description: str = "It says: no space left.", **answers: str) -> Case:
        return cases.open("department-20", number, "The volume is full", description, 1, {SERIAL: "SN-1", **answers})

    return opening
