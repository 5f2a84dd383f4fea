"""The keys that sign the registry's tokens: which there are, a new one, and when that takes over."""

import os
from pathlib import Path

import click

from cli.chandlery import printing


@click.group()
def keys() -> None:
    """The keys that sign tokens for the registry. In three steps: `rotate`, restart the registry, `switch`."""


@keys.command("list")
def list_keys() -> None:
    """Every key that counts, and which of them signs."""
    from gateway.registry import keys as ring

    found = ring.load(_folder(), _settings()["CHANDLERY_REGISTRY_VERSION"] or "2")
    rows = [(each.name, each.kid, "signs" if each is found.signing else "") for each in found.all]
    printing.table(("Key", "Known to the registry as", ""), rows)


@keys.command()
def rotate() -> None:
    """Make a new key, and name it to the registry; the present one goes on signing."""
    from gateway.registry import keys as ring

    ring.rotate(_folder())
    printing.out().print(
        f"A new key is in {_folder() / ring.BUNDLE}. Restart the registry, or the store where that runs it, so that it "
        "knows the key; then `chandlery keys switch`.",
        markup=False,
    )


@keys.command()
def switch() -> None:
    """Sign with the newest key from now on; tokens that the one before signed count until they end."""
    from gateway.registry import keys as ring

    ring.switch(_folder())
    printing.out().print("The newest key signs. The one before may be removed once its last tokens have ended.")


def _settings() -> "dict[str, str]":
    from cli.chandlery.settings import resolve

    return dict(resolve(os.environ))


def _folder() -> Path:
    folder = Path(_settings()["CHANDLERY_REGISTRY_KEYS"])
    if not list(folder.glob("registry-*.pem")):
        raise printing.Stop(f"There are no keys in {folder}; they are made at the store's first start")
    return folder
