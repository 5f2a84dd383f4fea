"""Which registry answers somewhere, and whether it believes the store: told by the tokens that it takes."""

from collections.abc import Mapping
from pathlib import Path

import requests

from cli.chandlery import registry
from gateway.registry import keys
from services.catalog.adapters.registry.tokens import Access, Signer

PATIENCE = 5  # seconds for an answer
LIST = Access("catalog", ("*",), "registry")
Look = tuple[str, str, str]  # part, state, what is said


def here(settings: Mapping[str, str], program: registry.Program) -> Look:
    """The program that the store would start, beside what the settings say of it."""
    told = f"{program.path} {program.version}".rstrip()
    if settings["CHANDLERY_REGISTRY_VERSION"] == "3" and program.major < 3:
        return _wrong(
            f"{told} names keys as version 2 does, so it would take no token; leave CHANDLERY_REGISTRY_VERSION empty"
        )
    return _ok(told)


def elsewhere(settings: Mapping[str, str]) -> Look:
    """A registry that the store does not run, asked with tokens of the store's own that name their key either way."""
    api, folder = settings["CHANDLERY_REGISTRY_API"], Path(settings["CHANDLERY_REGISTRY_KEYS"])
    runs = f"runs elsewhere, at {api}"
    if not (folder / keys.BUNDLE).exists():
        return _ok(runs)
    try:
        takes = {version for version in keys.VERSIONS if _takes(settings, folder, version)}
    except requests.RequestException as away:
        return _care(f"{runs}, and does not answer: {type(away).__name__}; start it, or mend CHANDLERY_REGISTRY_API")
    if registry.version(settings, None) in takes:
        return _ok(f"{runs}; it takes the store's tokens as a registry {max(takes)} does")
    if takes:
        return _wrong(f"{runs}; it takes tokens that name their key as version {max(takes)} does: {_set(max(takes))}")
    trusted = " and ".join(f"`{option}` {folder / file}" for option, file in registry.TRUSTED.items())
    audience = settings["CHANDLERY_REGISTRY_HOST"]
    return _wrong(
        f"{runs}; it takes no token of the store: its `auth.token` needs {trusted} (of which 2.x reads the first), "
        f"`issuer` {registry.ISSUER} and `service` {audience}, and it reads them when it starts"
    )


def _takes(settings: Mapping[str, str], folder: Path, version: str) -> bool:
    token = Signer(folder, settings["CHANDLERY_REGISTRY_HOST"], version).token([LIST])
    asked = f"{settings['CHANDLERY_REGISTRY_API']}/v2/_catalog?n=1"
    return requests.get(asked, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE).ok


def _set(version: str) -> str:
    return f"set CHANDLERY_REGISTRY_VERSION to {version}"


def _ok(says: str) -> Look:
    return "registry program", "ok", says


def _care(says: str) -> Look:
    return "registry program", "care", says


def _wrong(says: str) -> Look:
    return "registry program", "wrong", says
