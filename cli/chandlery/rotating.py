"""The keys that sign the registry's tokens, and those that sign images: which there are, and a new one."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.chandlery import printing

if TYPE_CHECKING:
    from services.catalog.adapters.registry.signing import SigningKeys


@click.group()
def keys() -> None:
    """The keys that sign tokens for the registry, and images; the secret that signs links in letters.

    Tokens' in three steps: `rotate`, restart the registry, `switch`. Images': `rotate --images`. Links': `rotate
    --links`, and once more where nothing from before is to count.
    """


@keys.command("list")
def list_keys() -> None:
    """Every key that counts, and which of them signs."""
    from cli.chandlery import registry
    from gateway.registry import keys as ring

    program = registry.find(_settings()["CHANDLERY_REGISTRY_PROGRAM"])
    found = ring.load(_folder(), registry.version(_settings(), program))
    rows = [(each.name, each.kid, "signs" if each is found.signing else "") for each in found.all]
    printing.table(("Key", "Known to the registry as", ""), rows)
    signing = _of_images().all
    rows = [(each.name, each.id[:32], "signs" if each is signing[0] else "") for each in signing]
    printing.table(("Key of images", "Fingerprint", ""), rows)


@keys.command()
@click.option("--images", is_flag=True, help="The key that signs images; it signs from now on.")
@click.option("--kms", default="", metavar="PLUGIN://KEY", help="With --images: the key is there, and stays in a KMS.")
@click.option("--links", is_flag=True, help="The secret that signs links in letters; the one before counts as well.")
def rotate(images: bool, links: bool, kms: str) -> None:
    """Make a new key, and name it to the registry; the present one goes on signing."""
    if images and links:
        raise click.UsageError("say --images or --links")
    if kms and not images:
        raise click.UsageError("--kms is for the key that signs images: say --images, too")
    if images:
        _renew(kms)
        return
    if links:
        _renew_links()
        return
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


def _renew(kms: str) -> None:
    from services.catalog.adapters.registry.kms import KeyAway

    keys = _of_images()
    if kms:
        try:
            keys.add_kept(kms)
        except KeyAway as away:
            raise printing.Stop(f"Nothing is changed. {away}") from away
    else:
        keys.begin()  # else a store that has signed nothing yet would have one key, and none before it
        keys.add()
    printing.out().print(
        f"{keys.newest.name} signs images from now on; signatures of the keys before go on counting. "
        "`chandlery registry reconcile` signs with it what was released before.",
        markup=False,
    )


def _renew_links() -> None:
    from services.identity.adapters.link_secrets import LinkSecrets

    _folder()
    made = LinkSecrets(Path(_settings()["CHANDLERY_DATA"]) / "keys", b"").add()
    printing.out().print(
        f"{made} signs the links in letters from now on, in every part that runs. Links of the one before count until "
        "the next: where somebody else knows it, say this once more, and letters that are under way are void.",
        markup=False,
    )


def _of_images() -> "SigningKeys":
    from services.catalog.adapters.registry.signing import SigningKeys

    return SigningKeys(_folder())


def _settings() -> "dict[str, str]":
    from cli.chandlery.settings import resolve

    return dict(resolve(os.environ))


def _folder() -> Path:
    folder = Path(_settings()["CHANDLERY_REGISTRY_KEYS"])
    if not list(folder.glob("registry-*.pem")):
        raise printing.Stop(f"There are no keys in {folder}; they are made at the store's first start")
    return folder
