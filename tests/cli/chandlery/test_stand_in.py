"""The stand-in for Stripe runs beside the demonstration, and beside nothing that is somebody's own."""

from pathlib import Path

import pytest

from cli.chandlery import settings
from cli.chandlery.folder import Folder
from cli.chandlery.stand_in import KEY, StandIn


def told(folder: Path, **changed: str) -> dict[str, str]:
    return settings.resolve({"CHANDLERY_DATA": str(folder), **changed})


def beside(folder: Path, **changed: str) -> dict[str, str]:
    """What the store is told then."""
    values = told(folder, **changed)
    StandIn(values, Folder(folder))
    return values


def test_a_new_store_with_the_demonstration_takes_cards_at_it(tmp_path: Path) -> None:
    values = beside(tmp_path)
    assert values["CHANDLERY_STRIPE_URL"].startswith("http://127.0.0.1:")
    assert values["CHANDLERY_STRIPE_KEY"] == KEY
    assert values["CHANDLERY_STRIPE_WEBHOOK_SECRET"].startswith("whsec_")


def test_its_secret_is_kept(tmp_path: Path) -> None:
    first, second = (beside(tmp_path)["CHANDLERY_STRIPE_WEBHOOK_SECRET"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "changed",
    [
        {"CHANDLERY_DEMO": "0"},
        {"CHANDLERY_MAIL": "smtp://mail.store.example"},
        {"CHANDLERY_STRIPE_KEY": "sk_test_own"},
        {"CHANDLERY_STRIPE_URL": "http://127.0.0.1:12111"},
    ],
)
def test_who_wants_none_has_none(tmp_path: Path, changed: dict[str, str]) -> None:
    assert beside(tmp_path, **changed) == told(tmp_path, **changed)


def test_a_store_that_is_somebodys_takes_no_test_cards(tmp_path: Path) -> None:
    (tmp_path / "identity.log.db").touch()
    assert beside(tmp_path) == told(tmp_path)


def test_a_store_that_the_demonstration_has_filled_has_it_again(tmp_path: Path) -> None:
    (tmp_path / "identity.log.db").touch()
    (tmp_path / "demo-accounts.json").write_text("{}")
    assert beside(tmp_path)["CHANDLERY_STRIPE_KEY"] == KEY
