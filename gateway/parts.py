"""What a gateway is made of, and how a view reaches it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from flask import Flask, current_app, g

from eventlog.reading import Reader
from gateway.media import Media
from gateway.rpc import Rpc
from gateway.secrets import derived, secret_of
from gateway.settings import Settings
from gateway.support.attachments import Attachments
from gateway.support.storing import place_of
from gateway.uses import Uses
from gateway.views import accounts
from gateway.views.tables import Database
from services.search.reader import SearchReader

EXTENSION = "chandlery"
Probe = Callable[[], Mapping[str, str]]  # {"state": …} and what else there is to say


@dataclass(frozen=True)
class Parts:
    settings: Settings
    reader: Reader
    search: SearchReader
    rpc: Rpc
    media: Media
    probes: Mapping[str, Probe] = field(default_factory=dict)  # parts beside ours that /readyz tells of

    @cached_property
    def secret(self) -> bytes:
        return secret_of(self.settings)

    @cached_property
    def uses(self) -> Uses:
        return Uses.beside(self.settings.views_url, self.settings.data, self._erased)

    @cached_property
    def attachments(self) -> Attachments:
        told = self.settings
        return Attachments(place_of(told.attachments), told.arriving, told.attachment_size, told.scanner)

    def _erased(self, names: Sequence[str]) -> frozenset[str]:
        with self.reader.begin() as db:
            return accounts.of_erased(db, names)

    def key(self, purpose: str) -> bytes:
        """A secret key for one purpose: `session`, `csrf`, `fingerprint` …"""
        return derived(self.secret, purpose)


def parts() -> Parts:
    """Of the present application."""
    return cast("Parts", current_app.extensions[EXTENSION])


def database() -> Database:
    """The read model's connection of this request: opened once, one generation throughout."""
    if "database" not in g:
        g.opened = ExitStack()
        g.database = g.opened.enter_context(parts().reader.begin())
    return cast("Database", g.database)


def close_database(problem: BaseException | None = None) -> None:
    if "database" in g:
        g.pop("database")
        g.pop("opened").close()


def install(app: Flask, made_of: Parts) -> None:
    app.extensions[EXTENSION] = made_of
    app.teardown_appcontext(close_database)
