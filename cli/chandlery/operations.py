"""What an operator may ask of a store from a second process, as commands of the control socket or over its broker."""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from cli.chandlery import billing, erasing, tidying
from cli.chandlery.beside import Registry
from cli.chandlery.control import Answers, Command
from cli.chandlery.distant import Distant
from cli.chandlery.replaying import replayed
from cli.chandlery.store import Store
from eventlog import replays
from eventlog.decider import Context
from eventlog.refusal import Missing
from gateway.operations import minding
from gateway.operations.explaining import explain
from gateway.parts import database
from gateway.publishing.pictures import with_logos
from gateway.rpc import Answer, Operated

NOBODY = "anonymous"

Asked = Store | Distant


def commands(store: Asked, registry: Registry | tidying.Elsewhere | None = None) -> Mapping[str, Command]:
    """`registry`: the one that runs beside this store; none where only its files were opened."""
    return {
        "why": partial(why, store),
        "import_products": partial(import_products, store),
        "standing": partial(standing, store),
        "pause": partial(pause, store),
        "resume": partial(resume, store),
        "rebuild": partial(rebuild, store),
        "compare": partial(compare, store),
        "verify": partial(verify, store),
        "parked_list": partial(parked_list, store),
        "parked_retry": partial(parked_retry, store),
        "parked_skip": partial(parked_skip, store),
        "held": partial(erasing.held, store),
        "erase": lambda subject: erasing.erase(store, subject, _by()),
        "replay_erasures": lambda: erasing.replay(store, _by()),
        "data_of": partial(erasing.data_of, store),
        "billing_reconcile": lambda days: billing.compare(store, days, _by()),
        "unknown_advisories": lambda marks: _told(store.rpc.certification.unknown_advisories(marks, _by())),
        "load_advisories": lambda records: _told(store.rpc.certification.load_advisories(records, _by())),
        "finish_loading": lambda read, changed: _told(store.rpc.certification.finish_loading(read, changed, _by())),
        "advisories_loaded": lambda: _told(store.rpc.certification.advisories_loaded(_by())),
        "registry_reconcile": partial(tidying.reconcile, store),
        "registry_collect": partial(tidying.collect, store, registry),
    }


def why(store: Asked, holder: str, repository: str) -> Answers:
    account = "" if holder == NOBODY else holder
    if "@" in account:
        account = store.rpc.identity.account_of(account) or ""
        if not account:
            raise Missing("unknown-account", f"nobody has the address {holder}")
    with store.app.app_context():
        yield {"result": explain(database(), account, repository, time.time())}


def import_products(store: Asked, source: dict[str, Any], products: list[dict[str, Any]]) -> Answers:
    """As `POST /imports`, by who owns the store's files; a logo that is no picture costs the logo, not the product."""
    with store.app.app_context():
        made, refused = with_logos(products, source["publisher"]["slug"])
    told = store.rpc.catalog.import_products(source, made, _by())
    yield {"result": told | {"refused": told["refused"] + refused}}


def standing(store: Asked) -> Answers:
    yield {"result": minding.standings(store.rpc)}


def pause(store: Asked, name: str) -> Answers:
    yield {"result": _each_follower(store, name, Operated.pause_follower)}


def resume(store: Asked, name: str) -> Answers:
    yield {"result": _each_follower(store, name, Operated.resume_follower)}


def rebuild(store: Asked, name: str | None) -> Answers:
    """Each read model is built beside the one in use, which serves until the new one has caught up."""
    rebuilt = []
    for service, each in _read_models(store, name):
        began = time.monotonic()
        yield {"say": f"building {each} anew"}
        told = yield from replayed(store.rpc.operated[service], each, replays.REBUILD, _by())
        rebuilt.append({"name": each, "events": told["applied"], "seconds": time.monotonic() - began})
    yield {"result": rebuilt}


def compare(store: Asked, name: str | None) -> Answers:
    """Each read model as it is read, beside a replay of the same events; the one in use stays."""
    compared = []
    for service, each in _read_models(store, name):
        yield {"say": f"replaying {each}"}
        told = yield from replayed(store.rpc.operated[service], each, replays.CHECK, _by())
        compared.append(
            {"name": each, "events": told["applied"], "count": told["differences"], "differences": told["found"]}
        )
    yield {"result": compared}


def verify(store: Asked) -> Answers:
    """Every event of every log by its hash, and the logs by what was sealed of them."""
    yield {"result": store.sealing.flaws()}


def parked_list(store: Asked) -> Answers:
    told = minding.standings(store.rpc)
    away = [each["service"] for each in told if "away" in each]
    yield {"result": {"parked": minding.parked(store.rpc, told), "away": away}}


def parked_retry(store: Asked, identity: str) -> Answers:
    yield {"result": minding.at_its_service(store.rpc, lambda each: each.retry_parked(identity, _by()))}


def parked_skip(store: Asked, identity: str, reason: str) -> Answers:
    yield {"result": minding.at_its_service(store.rpc, lambda each: each.skip_parked(identity, reason, _by()))}


def _told(answer: Any) -> Answers:
    yield {"result": answer}


def _by() -> dict[str, Any]:
    return Context(str(uuid.uuid4()), tidying.LOCAL, datetime.now(UTC), frozenset({"operator"})).dump()


def _each_follower(store: Asked, name: str, verb: Callable[[Operated, str, dict[str, Any]], Answer]) -> list[Answer]:
    found = minding.followers_of(minding.standings(store.rpc), name)
    return [minding.at_its_service(store.rpc, _said(verb, one)) for one in found]


def _said(verb: Callable[[Operated, str, dict[str, Any]], Answer], follower: str) -> Callable[[Operated], Answer]:
    return lambda service: verb(service, follower, _by())


def _read_models(store: Asked, name: str | None) -> Sequence[tuple[str, str]]:
    """Pairs of a service and a read model of its."""
    told = minding.standings(store.rpc)
    known = {model["name"]: one["service"] for one in told for model in one.get("read_models", ())}
    if name is not None and name not in known:
        minding.must_all_answer(told)
        raise Missing("unknown-read-model", f"{name}; there are {', '.join(sorted(known))}")
    return [(known[each], each) for each in (sorted(known) if name is None else [name])]
