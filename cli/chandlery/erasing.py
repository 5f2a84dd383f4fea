"""Erasing somebody and taking their data along, as commands of the control socket or over the store's broker."""

import time
from typing import Any

from cli.chandlery.control import Answers
from eventlog.refusal import Missing, Unavailable
from gateway.account.own_data import gathered

WAITED = 60.0  # seconds for every follower to hear of an erasure
OFTEN = 0.2


def held(store: Any, subject: str) -> Answers:
    """Whom an erasure would meet: the id, what is known of it in words, and how much of it there is."""
    found = _subject(store, subject)
    try:
        told = _gathered(store, found)
    except Missing:
        yield {"result": {"subject": found, "account": None, "erased": store.rpc.identity.erasure(found)["state"]}}
        return
    counts = {
        "events of the account": len(told["account"]["events"]),
        "events of reviews": len(told["catalog"]["reviews"]),
        "repositories pulled from": len(told["catalog"]["pulled"]),
        "organisations": len(told["account"]["organizations"]),
        "tokens used": len(told["tokens_used"]),
    }
    yield {"result": {"subject": found, "account": told["account"]["email"], "counts": counts, "erased": "none"}}


def erase(store: Any, subject: str, context: dict[str, Any]) -> Answers:
    """Done at once; the answer waits for the certificate, and says who holds it up."""
    store.rpc.identity.erase(subject, context)
    until, told = time.monotonic() + WAITED, ""
    while (now := _erasure(store, subject))["state"] != "certified" and time.monotonic() < until:
        behind = "; ".join(now["behind"])
        if behind and behind != told:
            told = behind
            yield {"say": f"waiting: {behind}"}
        time.sleep(OFTEN)
    yield {"result": now}


def data_of(store: Any, subject: str) -> Answers:
    yield {"result": _gathered(store, _subject(store, subject))}


def replay(store: Any, context: dict[str, Any]) -> Answers:
    """After a restore: what was erased since the backup is erased again."""
    yield {"result": store.rpc.identity.replay_erasures(context)}


def _gathered(store: Any, account: str) -> dict[str, Any]:
    with store.app.app_context():
        return gathered(account)


def _erasure(store: Any, subject: str) -> Any:
    try:
        return store.rpc.identity.erasure(subject)
    except Unavailable as waits:
        return {"state": "under-way", "certificate": None, "behind": [str(waits)]}


def _subject(store: Any, named: str) -> str:
    """An e-mail address stands for its account; anything else is the subject itself."""
    if "@" not in named:
        return named
    found = store.rpc.identity.account_of(named)
    if not found:
        raise Missing("unknown-account", f"nobody has the address {named}")
    return str(found)
