"""The demonstration fills an empty store by its public doors, goes on after a break, and leaves others' alone."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.chandlery import registry
from demo.accounts import PEOPLE
from tests.parts.process import free_port, running
from tests.parts.store import ROOT, Store
from tests.parts.store import store as running_store

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(registry.find() is None, reason="no registry program (docker-registry) on PATH"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with running_store(tmp_path_factory.mktemp("demo")) as opened:
        yield opened


def demonstrate(store: Store, **settings: str) -> subprocess.CompletedProcess[str]:
    """Once more, as the child of a start does it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CHANDLERY_DATA": str(store.data)}
    environment |= {"CHANDLERY_REGISTRY_API": f"http://{store.registry}", **settings}
    command = [sys.executable, "-m", "demo", store.url]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)


def test_every_official_image_and_every_own_product_is_found(store: Store) -> None:
    assert store.api("GET", "/search?publisher=library&limit=1").json()["total"] == 123
    assert store.api("GET", "/search?publisher=harbourline&limit=1").json()["total"] == 3


def test_each_person_has_a_token_that_works(store: Store) -> None:
    for person in PEOPLE:
        me = store.api("GET", "/me", token=store.accounts[person.role]["token"]).json()
        assert me["email"] == store.accounts[person.role]["email"]
        assert person.staff in ("", *me["roles"])


def test_the_accounts_are_kept_for_the_owner_alone(store: Store) -> None:
    assert stat.S_IMODE((store.data / "demo-accounts.json").stat().st_mode) == 0o600


def test_versions_have_both_platforms_and_tags_of_one_digest_together(store: Store) -> None:
    newest = store.api("GET", "/products/harbourline/tidewater-db/versions").json()["items"][0]
    assert {platform["architecture"] for platform in newest["platforms"]} == {"amd64", "arm64"}
    assert set(newest["tags"]) == {"4.2.1", "4.2", "4", "latest"}


def test_a_customer_who_pulled_has_reviewed_and_was_answered(store: Store) -> None:
    found = store.api("GET", "/products/harbourline/lamplighter/reviews").json()
    assert (found["total"], found["rating"]["mean"]) == (1, 4.0)
    assert found["items"][0]["answer"]["text"]


def test_the_publisher_is_paid_at_the_stand_in_for_stripe(store: Store) -> None:
    payouts = store.api("GET", "/publishers/harbourline/payouts", token=store.accounts["publisher"]["token"]).json()
    assert (payouts["state"], payouts["way"]) == ("connected", "stripe")


def test_first_customers_try_it_pay_by_card_and_by_invoice(store: Store) -> None:
    asked = (("customer", ""), ("support", ""), ("customer", "?holder=northwick"))
    bought = [store.api("GET", f"/subscriptions{of}", token=store.accounts[who]["token"]).json() for who, of in asked]
    told = [(one["plan"].rpartition("/")[2], one["state"], one["payment"]) for each in bought for one in each["items"]]
    assert told == [("team", "trialing", "card"), ("team", "active", "card"), ("fleet", "active", "invoice")]


def test_an_old_version_says_what_to_use_instead(store: Store) -> None:
    versions = store.api("GET", "/products/harbourline/tidewater-db/versions").json()["items"]
    deprecated = [one for one in versions if one["deprecated"]]
    assert [(one["tag"], one["deprecated"]["successor"]) for one in deprecated] == [("4.1.3", "4.2.1")]


def test_filling_again_only_tells_the_accounts(store: Store) -> None:
    again = demonstrate(store)
    assert again.returncode == 0, again.stderr
    assert store.accounts["customer"]["password"] in again.stdout
    assert "filled in" not in again.stdout


def test_another_edition_is_filled_in_over_this_one(store: Store) -> None:
    (store.data / "demo-filled").write_text("an older edition")
    again = demonstrate(store)
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "The demonstration is filled in."), again.stderr
    assert "0 official images are listed." in again.stdout


def test_a_start_that_is_killed_while_it_fills_is_gone_on_with(tmp_path: Path) -> None:
    data = tmp_path / "data"
    settings = {"CHANDLERY_DATA": str(data), "CHANDLERY_PORT": str(free_port())}
    settings |= {"CHANDLERY_REGISTRY_PORT": str(free_port()), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cli.chandlery", "up"]
    with running(command, tmp_path / "log", lambda: _has_listed(data), env=settings, within=90) as process:
        process.kill()
        process.wait()
    with running_store(tmp_path) as again:
        assert again.api("GET", "/search?limit=1").json()["total"] == 126


def _has_listed(data: Path) -> bool:
    """Accounts are made, official images are on their way in, and nothing is pushed yet."""
    log = data / "catalog.log.db-wal"
    return (data / "demo-accounts.json").exists() and log.exists() and log.stat().st_size > 500_000


def test_a_store_that_is_somebodys_is_left_alone(store: Store, tmp_path: Path) -> None:
    person = {"CHANDLERY_ADMIN_EMAIL": "ada@store.example", "CHANDLERY_ADMIN_PASSWORD": "correct horse battery"}
    with running_store(tmp_path, CHANDLERY_DEMO="0", **person) as somebodys:
        body = {"email": "bob@store.example", "name": "Bob", "password": "correct horse battery"}
        assert [somebodys.api("POST", "/accounts", body | {"email": f"{n}@store.example"}).status for n in range(3)]
        refused = demonstrate(somebodys, **person)
        assert refused.returncode == 3
        assert "this store is somebody's" in refused.stderr
        assert somebodys.api("GET", "/search?limit=1").json()["total"] == 0


def test_nothing_is_filled_in_where_mail_is_really_sent(store: Store) -> None:
    refused = demonstrate(store, CHANDLERY_MAIL="smtp://mail.store.example")
    assert (refused.returncode, "CHANDLERY_MAIL sends real mail" in refused.stderr) == (3, True)
