"""The stores that this person uses: their addresses, registries, and tokens where no credential helper keeps them.

`store.json` in docker's own folder, mode 0600: `{"current": URL, "stores": {URL: {registry, user, token_id, token?}}}`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cli.docker_store import credentials
from cli.docker_store.ending import Stop

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def address(text: str) -> str:
    """Of what somebody typed: https:// where nothing else is said, but on loopback, as docker has it for registries."""
    text = text.strip().rstrip("/")
    if "://" not in text:
        host = text if text.startswith("[") else text.partition("/")[0].partition(":")[0]
        text = ("http://" if host.startswith(LOOPBACK) else "https://") + text
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment or " " in text:
        raise Stop(f"“{text}” is not a store's address.", "It looks like https://store.example")
    return text


class Known:
    def __init__(self, folder: Path, current: str = "", stores: dict[str, dict[str, Any]] | None = None) -> None:
        self.folder, self.current, self.stores = folder, current, stores or {}

    @classmethod
    def read(cls, folder: str) -> Known:
        file = Path(folder) / "store.json"
        try:
            told = json.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            return cls(Path(folder))
        except (OSError, ValueError) as wrong:
            raise Stop(f"{file} cannot be read: {wrong}.", "Mend or delete it, then sign in again.") from wrong
        return cls(Path(folder), told.get("current", ""), told.get("stores", {}))

    def write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = self.folder / f".store.json.{os.getpid()}"
        opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            json.dump({"current": self.current, "stores": self.stores}, file, indent=2)
        beside.replace(self.folder / "store.json")

    def chosen(self, asked: str, prog: str) -> str:
        """What was asked for, else the one that was signed in to last."""
        if asked:
            return address(asked)
        if not self.current:
            raise Stop("No store is known here.", f"Name one: {prog} login https://store.example, or --store URL")
        return self.current

    def of(self, url: str) -> dict[str, Any]:
        return self.stores.get(url, {})

    def token(self, url: str) -> str:
        """Empty where nobody has signed in there."""
        kept = self.of(url)
        if not kept or "token" in kept:
            return str(kept.get("token", ""))
        helper = credentials.helper_for(self.folder, url, str(kept.get("registry", "")))
        return credentials.get(helper, url) if helper else ""

    def keep(self, url: str, token: str, told: dict[str, Any]) -> str:
        """Makes the store the usual one; answers where the token lies, for people."""
        helper = credentials.helper_for(self.folder, url, str(told.get("registry", "")))
        if helper:
            credentials.keep(helper, url, str(told["user"]), token)
        self.stores[url] = told if helper else {**told, "token": token}
        self.current = url
        self.write()
        return f"docker-credential-{helper}" if helper else str(self.folder / "store.json")

    def forget(self, url: str) -> None:
        kept = self.stores.pop(url, {})
        if "token" not in kept:
            helper = credentials.helper_for(self.folder, url, str(kept.get("registry", "")))
            if helper:
                credentials.erase(helper, url)
        if self.current == url:
            self.current = next(iter(self.stores), "")
        self.write()
