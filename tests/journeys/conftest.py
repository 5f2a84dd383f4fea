"""One filled store and one Docker engine, shared by all journeys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.buying import Sale, selling
from tests.journeys.makers import ADMIN, Maker, maker_in
from tests.parts.docker import Docker, engine
from tests.parts.store import Store
from tests.parts.store import store as running_store
from tests.parts.tsanet import StandIn, tsanet


@pytest.fixture(scope="session")
def partners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """TSANet, which the store is a member of."""
    with tsanet(tmp_path_factory.mktemp("tsanet")) as peer:
        yield peer


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, partners: StandIn) -> Iterator[Store]:
    with running_store(tmp_path_factory.mktemp("store"), **partners.settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def engine_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Docker]:
    with engine(tmp_path_factory.mktemp("docker")) as docker:
        yield docker


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory, engine_of_all: Docker) -> Iterator[Store]:
    """A store without the demonstration, which tries what is sent in on the engine."""
    told = {"CHANDLERY_DEMO": "0", "CHANDLERY_ENGINE": f"unix://{engine_of_all.socket}", **ADMIN}
    with running_store(tmp_path_factory.mktemp("bare"), **told) as opened:
        yield opened


@pytest.fixture
def maker(bare: Store, engine_of_all: Docker, tmp_path: Path) -> Maker:
    return maker_in(bare, engine_of_all.as_person(tmp_path / "maker"), tmp_path)


@pytest.fixture(scope="session")
def sale(tmp_path_factory: pytest.TempPathFactory, engine_of_all: Docker) -> Iterator[Sale]:
    """A store of its own, since its clock is moved."""
    with selling(tmp_path_factory.mktemp("sale"), engine_of_all) as opened:
        yield opened


@pytest.fixture
def docker(engine_of_all: Docker, tmp_path: Path) -> Docker:
    """The client of a person who has not signed in anywhere."""
    return engine_of_all.as_person(tmp_path / "docker-config")


@pytest.fixture
def page(browser: Browser, store: Store) -> Iterator[Page]:
    """A page of somebody who was never here, at desktop width; any script error or foreign request fails the test."""
    context = browser.new_context(base_url=store.url, viewport={"width": 1280, "height": 900})
    opened, faults = context.new_page(), []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith(store.url) else None)
    yield opened
    context.close()
    assert faults == []
