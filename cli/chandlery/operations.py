"""What an operator may ask of a store from a second process, as commands of the control socket."""

import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from cli.chandlery import parking, tidying
from cli.chandlery.beside import Registry
from cli.chandlery.control import Answers, Command
from cli.chandlery.store import Store
from eventlog.decider import Context
from eventlog.refusal import Missing
from gateway.operations.explaining import explain
from gateway.parts import database
from gateway.publishing.pictures import with_logos

NOBODY = "anonymous"


def commands(store: Store, registry: Registry | None = None) -> Mapping[str, Command]:
    """`registry`: the one that runs beside this store; none where only its files were opened."""
    return {
        "why": partial(why, store),
        "import_products": partial(import_products, store),
        "rebuild": partial(rebuild, store),
        "compare": partial(compare, store),
        "verify": partial(verify, store),
        "parked_list": partial(parked_list, store),
        "parked_retry": partial(parked_retry, store),
        "parked_skip": partial(parked_skip, store),
        "registry_reconcile": partial(tidying.reconcile, store),
        "registry_collect": partial(tidying.collect, store, registry),
    }


def why(store: Store, holder: str, repository: str) -> Answers:
    account = "" if holder == NOBODY else holder
    if "@" in account:
        account = store.rpc.identity.account_of(account) or ""
        if not account:
            raise Missing("unknown-account", f"nobody has the address {holder}")
    with store.app.app_context():
        yield {"result": explain(database(), account, repository, time.time())}


def import_products(store: Store, source: dict[str, Any], products: list[dict[str, Any]]) -> Answers:
    """As `POST /imports`, by who owns the store's files; a logo that is no picture costs the logo, not the product."""
    with store.app.app_context():
        made, refused = with_logos(products, source["publisher"]["slug"])
    by = Context(str(uuid.uuid4()), tidying.LOCAL, datetime.now(UTC), frozenset({"operator"}))
    told = store.rpc.catalog.import_products(source, made, by.dump())
    yield {"result": told | {"refused": told["refused"] + refused}}


def rebuild(store: Store, name: str | None) -> Answers:
    """Each read model is built beside the one in use, which serves until the new one has caught up."""
    rebuilt = []
    for each, models in _named(store, name):
        yield {"say": f"building {each} anew"}
        began = time.monotonic()
        models.rebuild()
        seconds = time.monotonic() - began
        rebuilt.append({"name": each, "events": _positions(models), "seconds": seconds})
    yield {"result": rebuilt}


def compare(store: Store, name: str | None) -> Answers:
    """Each read model as it is read, beside a replay of the same events; the one in use stays."""
    compared = []
    for each, models in _named(store, name):
        yield {"say": f"replaying {each}"}
        differences = [f"{one.table} {'/'.join(map(str, one.key))}" for one in models.compare()]
        compared.append({"name": each, "events": _positions(models), "differences": differences})
    yield {"result": compared}


def verify(store: Store) -> Answers:
    """Every event of every log by its hash, and the logs by what was sealed of them."""
    yield {"result": store.sealing.flaws()}


def _named(store: Store, name: str | None) -> list[tuple[str, Any]]:
    known = store.services.read_models
    if name is not None and name not in known:
        raise Missing("unknown-read-model", f"{name}; there are {', '.join(sorted(known))}")
    return [(each, known[each]) for each in (sorted(known) if name is None else [name])]


def _positions(models: Any) -> int:
    return sum(models.view.reader.position(source) for source in models.view.model.sources)


def parked_list(store: Store) -> Answers:
    yield {"result": [one.told() for one in parking.listed(store.services.containers)]}


def parked_retry(store: Store, identity: str) -> Answers:
    one = parking.found(store.services.containers, identity)
    one.retry()
    yield {"result": f"{one.stream} of {one.follower}, {one.events} waiting"}


def parked_skip(store: Store, identity: str, reason: str) -> Answers:
    one = parking.found(store.services.containers, identity)
    one.skip(reason)
    yield {"result": f"{one.stream} of {one.follower}: {reason}"}
