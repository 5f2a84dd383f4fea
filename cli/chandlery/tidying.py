"""The operator's verbs for the registry: brought into step with the log, and freed of what nobody needs."""

import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import eventlet

from cli.chandlery.beside import Registry
from cli.chandlery.control import Answers
from cli.chandlery.distant import Distant
from cli.chandlery.store import Store
from eventlog.decider import Context
from eventlog.refusal import Unavailable
from gateway.parts import database
from gateway.rpc import Catalog, Pool, Rpc
from gateway.views import staging
from services.catalog.policies import UNSTAGE

LOCAL = "operator:local"  # whoever may open the store's files
PATIENCE = 600  # seconds for one repository
CLEARED = 60  # seconds that a collection waits for what it cleared to be gone
ELSEWHERE = (
    "this registry is not run by the store: set it read-only, run its `garbage-collect` over its configuration, "
    "without deleting untagged manifests, and set it back"
)


@dataclass(frozen=True)
class Elsewhere:
    """A registry that the store does not run: its staging is cleared, and its own operator frees the rest."""

    staging_days: int

    def alone(self) -> AbstractContextManager[None]:
        return nullcontext()


def reconcile(store: Store | Distant) -> Answers:
    """Every repository that log or registry knows: what they did not agree on, and what became of it."""
    found: list[dict[str, str]] = []
    with _patient(store) as catalog:
        names = _names(store, catalog)
        for number, name in enumerate(names, 1):
            yield {"say": f"{number} of {len(names)}: {name}"}
            found += [{"repository": name, **one} for one in catalog.reconcile_repository(name, _by())]
    yield {"result": {"repositories": len(names), "found": found}}


def collect(store: Store | Distant, registry: Registry | Elsewhere | None, dry_run: bool) -> Answers:
    """Clears what was staged too long ago, then frees what nothing needs; a dry run says what that would be."""
    if registry is None:
        raise Unavailable("store-down", "start the store, its registry runs beside it")
    with registry.alone():
        cleared: list[dict[str, Any]] = []
        with _patient(store) as catalog:
            for name in _names(store, catalog):
                yield {"say": f"looking at {name}"}
                cleared += catalog.clear_staged(name, _before(registry.staging_days), dry_run, _by())
        if cleared and not dry_run:
            yield {"say": f"clearing {len(cleared)} staged images"}
            if not _cleared(store):
                yield {"say": "some are still there; the next collection frees them"}
        if isinstance(registry, Elsewhere) or registry.elsewhere:
            yield {"result": {"cleared": cleared, "freed": None, "elsewhere": ELSEWHERE}}
            return
        yield {
            "say": "looking for what nothing names" if dry_run else "the registry takes no pushes until this is over"
        }
        freed = registry.collect(dry_run=dry_run)
    yield {"result": {"cleared": cleared, "freed": {"blobs": freed.blobs, "bytes": freed.size}, "elsewhere": ""}}


def _names(store: Store | Distant, catalog: Catalog) -> list[str]:
    with store.app.app_context():
        known = staging.repositories(database())
    return sorted({*known, *catalog.registry_repositories(_by())})


def _by() -> dict[str, Any]:
    return Context(str(uuid.uuid4()), LOCAL, datetime.now(UTC), frozenset({"operator"})).dump()


def _before(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


@contextmanager
def _patient(store: Store | Distant) -> Iterator[Catalog]:
    """A large repository takes longer than any page would wait."""
    rpc = Rpc(Pool({"AMQP_URI": store.broker}, timeout=PATIENCE))
    try:
        yield rpc.catalog
    finally:
        rpc.close()


def _cleared(store: Store | Distant) -> bool:
    """Waits until the registry has let go of what the log says is gone."""
    end = time.monotonic() + CLEARED
    while _unstaging(store):
        if time.monotonic() > end:
            return False
        eventlet.sleep(0.1)
    return True


def _unstaging(store: Store | Distant) -> bool:
    effects = store.rpc.operated["catalog"].standing()["effects"]
    return any(each["waiting"] for each in effects if each["kind"] == UNSTAGE)
